/* Submission of the form: GitHub, e-mail, a downloaded file, the clipboard. */

/* GitHub answers 414 to a longer address, which its login page encodes once more. */
const MAX_URL_LENGTH = 8000;
const MAX_MAILTO_LENGTH = 2000; /* Outlook cuts an address a little longer. */

/**
 * Build the address that opens GitHub on a new file or on the file to edit; `mustPaste` when it cannot hold the text.
 * @param {string} repository
 * @param {string} branch
 * @param {string} file
 * @param {string} text
 * @param {boolean} isNew
 * @returns {{ url: string, mustPaste: boolean }}
 */
export function buildGithubUrl(repository, branch, file, text, isNew) {
  if (!isNew) return { url: `${repository}/edit/${branch}/${file}`, mustPaste: true };
  const page = `${repository}/new/${branch}?filename=${encodeURIComponent(file)}`;
  const url = `${page}&value=${encodeURIComponent(text)}`;
  return encodeURIComponent(url).length <= MAX_URL_LENGTH ? { url, mustPaste: false } : { url: page, mustPaste: true };
}

/**
 * Build the address that opens an e-mail with the text; `mustAttach` when the text is too long for it.
 * @param {string} mailbox
 * @param {string} subject
 * @param {string} text
 * @param {string} file
 * @returns {{ url: string, mustAttach: boolean }}
 */
export function buildMailto(mailbox, subject, text, file) {
  const body = `Bonjour,\n\nJe propose le fichier ${file}, que voici :\n\n${text}`;
  const shortBody = `Bonjour,\n\nJe propose le fichier ${file}, en pièce jointe.\n`;
  const build = (content) =>
    `mailto:${mailbox}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(content.replace(/\n/g, "\r\n"))}`;
  const url = build(body);
  return url.length <= MAX_MAILTO_LENGTH ? { url, mustAttach: false } : { url: build(shortBody), mustAttach: true };
}

/**
 * Download a text as a file.
 * @param {string} name
 * @param {string} text
 */
export function downloadFile(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/**
 * Copy a text to the clipboard; return whether the browser allowed it.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
