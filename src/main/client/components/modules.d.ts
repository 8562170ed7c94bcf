/** The style sheets, which the build minifies. */
declare module '#styles/*' {
  const text: string;
  export default text;
}
