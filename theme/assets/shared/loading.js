/* Files of the site that a page loads. */

/**
 * Load a JSON file of the site; throw when it does not answer.
 * @param {string} root - the URL of the site's home page, absolute or relative.
 * @param {string} address - from the root of the site.
 * @returns {Promise<any>}
 */
export async function fetchJson(root, address) {
  const response = await fetch(`${root}/${address}`);
  if (!response.ok) throw new Error(address);
  return response.json();
}
