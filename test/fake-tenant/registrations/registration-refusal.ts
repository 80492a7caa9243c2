/** Graph refuses a request about an application: the error that the Azure CLI shows. */
export class RegistrationRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Most mistakes have this code. */
export const badRequest = (message: string): RegistrationRefusal =>
  new RegistrationRefusal("Request_BadRequest", message);
