/**
 * Control characters and marks that turn the direction of text would hide what it says. A joiner hides nothing in an emoji
 * of several parts, or in a script that needs it.
 */
const hiddenMarks =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|(?<![\p{M}\p{Script=Arabic}])\u200c|(?<![\p{M}\p{Script=Arabic}\p{Extended_Pictographic}\p{Emoji_Modifier}])\u200d/gu;

/** They are shown as their number. */
export function visible(text: string): string {
  return text.replaceAll(hiddenMarks, (mark) => `⟨${mark.codePointAt(0)?.toString(16).padStart(4, '0')}⟩`);
}
