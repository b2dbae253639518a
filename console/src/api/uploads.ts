/** A file from this browser straight to S3: a signed form from the API, then one POST with progress. */
import { api, path } from "./client";
import { ConnectionError } from "./errors";
import type { UploadTicket } from "./types";

/** Answers the upload's id; `mime` is what the file is, which the browser may not know; `door` signs the form. */
export async function uploadFile(
  workspace: string,
  file: File,
  mime: string,
  signal: AbortSignal,
  onProgress: (part: number) => void = () => undefined,
  door = path`/v1/workspaces/${workspace}/uploads`,
): Promise<string> {
  const ticket = await api.post<UploadTicket>(
    door,
    { filename: file.name, mime_type: mime, size: file.size },
    { signal },
  );
  await postForm(ticket, file, signal, onProgress);
  return ticket.upload_id;
}

/** fetch() cannot tell how much was sent, so this is the one place for XMLHttpRequest. */
function postForm(
  ticket: UploadTicket,
  file: File,
  signal: AbortSignal,
  onProgress: (part: number) => void,
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
  // S3 reads the fields up to the file, so the file is last.
  form.append("file", file);
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const stop = () => {
      request.abort();
    };
    signal.addEventListener("abort", stop, { once: true });
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) done();
      else fail(new Error(`S3 answered ${request.status}`));
    };
    request.onerror = () => {
      fail(new ConnectionError(false, request));
    };
    request.onabort = () => {
      fail(new DOMException("stopped", "AbortError"));
    };
    request.onloadend = () => {
      signal.removeEventListener("abort", stop);
    };
    request.open("POST", ticket.url);
    request.send(form);
  });
}
