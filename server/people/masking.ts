/** Masking by default, as the field's custom has it: 张*, phone's last four digits, address to the community. */

/** 张晓明 → 张** */
export function maskName(name: string): string {
  const [first = '', ...rest] = [...name];
  return first + '*'.repeat(Math.max(1, rest.length));
}

/** 13812345678 → *******5678 */
export function maskPhone(phone: string): string {
  return phone.slice(-4).padStart(phone.length, '*');
}

/** Keeps the address up to and including the community or village, hides what follows. */
export function maskAddress(address: string): string {
  const end = /^.*?(社区|村|嘎查|街道|苏木|镇)/u.exec(address)?.[0];
  return end === undefined ? '****' : `${end}****`;
}
