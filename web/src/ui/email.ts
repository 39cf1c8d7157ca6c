/** As the API counts: at least a name, an @ and a domain of two labels. The API decides. */
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export const isEmail = (text: string) => EMAIL.test(text.trim());
