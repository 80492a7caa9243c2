/** A person or distribution list as named in a message. The name is chosen by the sender: data, not identity. */
export interface Person {
  name?: string;
  address?: string;
}
