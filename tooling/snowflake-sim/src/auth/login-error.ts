/** A sign-in that Snowflake refuses: HTTP 200, `success: false`. */
export class LoginError extends Error {
  readonly code: string;

  /** `code` has six digits, e.g. 390100. */
  constructor(code: string, message: string) {
    super(message);
    this.name = "LoginError";
    this.code = code;
  }
}
