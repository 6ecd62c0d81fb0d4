import type { RequestListener } from 'node:http';

export interface WelcomeParts {
  /** DER of the authority's certificate. */
  readonly certificate: Buffer;
  readonly fingerprint: string;
  /** Where the platform is, e.g. `https://192.168.1.20:8443`. */
  readonly secureUrl: string;
}

/**
 * What the local network gets without TLS: the page that says how to trust this machine, and the certificate for it.
 * Nothing else is served here, so nothing that matters can be read or changed on the way.
 */
export function welcome({ certificate, fingerprint, secureUrl }: WelcomeParts): RequestListener {
  const page = welcomePage(secureUrl, fingerprint);
  return (request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    if (path === '/ca.crt') {
      response.writeHead(200, {
        'Content-Type': 'application/x-x509-ca-cert',
        'Content-Disposition': 'attachment; filename="household-investigation-ca.crt"',
        'Content-Length': certificate.byteLength,
      }).end(certificate);
    } else if (path === '/') {
      response.writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src ${secureUrl}`,
      }).end(page);
    } else {
      response.writeHead(302, { Location: '/' }).end();
    }
  };
}

function welcomePage(secureUrl: string, fingerprint: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>入户家计调查平台</title><style>
body{margin:0;background:#f6f4ef;color:#18262d;font:400 17px/1.7 "PingFang SC","Noto Sans SC","Microsoft YaHei",system-ui,sans-serif}
main{max-width:34rem;margin:0 auto;padding:28px 20px 48px}
h1{font-size:1.45rem;line-height:1.3;margin:0 0 4px}p{margin:0 0 18px}small,.soft{color:#55636b}
ol{padding:0;list-style:none;margin:0 0 22px;display:grid;gap:14px}
li{background:#fff;border-radius:14px;padding:16px 18px;box-shadow:0 1px 2px rgb(13 42 53/5%),0 6px 20px rgb(13 42 53/5%)}
li b{display:block;margin-bottom:2px}
a.primary{display:block;text-align:center;background:#0b6570;color:#fff;border-radius:12px;padding:14px;font-weight:600;text-decoration:none}
a.second{display:block;text-align:center;border:1px solid #0b6570;color:#0b6570;border-radius:12px;padding:12px;text-decoration:none;margin-top:10px}
code{font-size:.95em}
</style></head><body><main>
<h1>让这部手机信任本机</h1>
<p class="soft">浏览器只在安全连接下打开摄像头。只需做一次，之后自动进入。<br><small>Trust this machine once; a browser gives its camera only to secure pages.</small></p>
<ol>
<li><b>1 下载证书</b>点下面的按钮；名称为「入户家计调查平台 本地根证书」，指纹 <code>${fingerprint}</code>，应与电脑屏幕上的一致。<a class="second" href="/ca.crt">下载证书 · Download certificate</a></li>
<li><b>2 安装并信任</b>安卓：设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书。<br>iPhone：设置 → 已下载描述文件 → 安装，再到 通用 → 关于本机 → 证书信任设置 打开它。</li>
<li><b>3 进入平台</b><span id="state" role="status">安装完成后点击进入。</span></li>
</ol>
<a class="primary" href="${secureUrl}/">进入平台 · Open</a>
<p style="margin-top:18px"><small>这张证书只对局域网地址有效，不能用于其他网站。It is good for private addresses only.</small></p>
</main><script>
fetch('${secureUrl}/mark.svg',{mode:'no-cors'}).then(function(){document.getElementById('state').textContent='已信任，正在进入……';location.replace('${secureUrl}/')},function(){});
</script></body></html>
`;
}
