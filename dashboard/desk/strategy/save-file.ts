import { token } from "../ask.js";

/** Hands over a file of the API. A link could not carry a token. @param path behind `/api/v1` */
export async function saveFile(path: string, name: string): Promise<void> {
  const known = token();
  const answer = await fetch(`/api/v1${path}`, {
    headers: known === null ? {} : { authorization: `Bearer ${known}` },
  });
  if (!answer.ok) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
