export function bundlePages(folder?: string): Promise<void>;
