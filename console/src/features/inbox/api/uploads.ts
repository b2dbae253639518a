/** Files of a message on their way to S3, named by the kind we found them to be. */
import { uploadFile as upload } from "@/api/uploads";
import { checkFile } from "../model/files";

export function uploadFile(
  workspace: string,
  file: File,
  signal: AbortSignal,
  onProgress: (part: number) => void,
): Promise<string> {
  const check = checkFile(file);
  return upload(workspace, file, check.ok ? check.mime : file.type, signal, onProgress);
}
