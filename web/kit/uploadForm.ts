import { acceptLanguage, ApiError, errorOfBody } from './api.ts';

/**
 * Posts a form with progress, which fetch can't report for a request's body.
 * @param onProgress share of the bytes that left this device, 0 to 1
 * @throws ApiError as `request` does
 */
export function uploadForm<T>(path: string, form: FormData, onProgress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', path);
    xhr.responseType = 'json';
    xhr.setRequestHeader('Accept', 'application/json');
    xhr.setRequestHeader('Accept-Language', acceptLanguage());
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    };
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300 && xhr.response !== null) resolve(xhr.response as T);
      else reject(errorOfBody(xhr.response, xhr.status));
    };
    xhr.onerror = xhr.ontimeout = xhr.onabort = () => {
      reject(new ApiError('network', '', 0));
    };
    xhr.send(form);
  });
}
