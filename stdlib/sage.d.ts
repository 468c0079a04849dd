declare module "*.sage" {
  /** The file as it is written. */
  export const text: () => string;
}
