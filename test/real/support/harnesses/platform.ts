/** The suffix of platform packages on npm, such as `linux-x64`. */
export const platform = `${process.platform}-${process.arch}`;
