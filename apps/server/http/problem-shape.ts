import Type from 'typebox'

/** RFC 9457 problem details, as every refusal is answered. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String({ description: 'One sentence that names the place.' }),
  code: Type.String({ description: 'Stable reason code.' }),
})
