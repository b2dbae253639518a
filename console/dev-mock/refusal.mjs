/** A problem-details answer. */
export class Refusal extends Error {
  constructor(status, code, detail, errors) {
    super(detail);
    this.status = status;
    this.problem = { type: "about:blank", title: code, status, detail, code, errors };
  }
}
