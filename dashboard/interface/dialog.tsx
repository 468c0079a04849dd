import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

/** A dialog over the page: Escape closes it, the focus stays inside and goes back to where it was. */
export function Dialog(props: {
  readonly title: string;
  readonly close: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const heading = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const { current } = element;
    const before = document.activeElement;
    current?.showModal();
    return () => {
      current?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <div class="head">
        <h2 id={heading}>{props.title}</h2>
        <button type="button" class="plain" onClick={props.onClose}>
          {props.close}
        </button>
      </div>
      {props.children}
    </dialog>
  );
}
