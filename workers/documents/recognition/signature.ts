/** Whether bytes have a signature, given in Latin-1, at an offset. */
export function hasSignature(head: Buffer, signature: string, offset = 0): boolean {
  return head.toString("latin1", offset, offset + signature.length) === signature;
}
