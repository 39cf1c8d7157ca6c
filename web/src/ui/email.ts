/** As the API counts: a name, an @ and a domain of two labels, which holds no underscore and doesn't end in a number. */
const EMAIL = /^[^\s@]+@[^\s@._]+(\.[^\s@._]+)*\.(?!\d+$)[^\s@._]+$/;

export const isEmail = (text: string) => EMAIL.test(text.trim());
