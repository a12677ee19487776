// @ts-check
// Saving a text: into a file that the browser lets us write, or as a download.

/**
 * A function that saves; it gives false where the person changed their mind.
 * @param {string} name
 * @returns {(text: string) => Promise<boolean>}
 */
export function saver(name) {
  /** @type {FileSystemFileHandle | undefined} */
  let file;
  return async (text) => {
    try {
      if (window.showSaveFilePicker) {
        file ??= await window.showSaveFilePicker({ suggestedName: name });
        const stream = await file.createWritable();
        await stream.write(text);
        await stream.close();
        return true;
      }
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return false;
      file = undefined;
    }
    download(name, text);
    return true;
  };
}

/**
 * @param {string} name
 * @param {string} text
 */
function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
