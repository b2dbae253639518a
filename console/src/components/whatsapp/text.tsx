/** A WhatsApp text with its marks, rendered from text nodes. */
import { Fragment, type ReactNode } from "react";
import { type Block, blocks, type Inline } from "./markup";
import classes from "./text.module.css";

export function WhatsAppText({ children }: { children: string }) {
  return (
    <div className={classes.text} dir="auto">
      {blocks(children).map((block, at) => (
        <Fragment key={at}>{renderBlock(block)}</Fragment>
      ))}
    </div>
  );
}

function renderBlock(block: Block): ReactNode {
  switch (block.kind) {
    case "pre":
      return <pre className={classes.pre}>{block.text}</pre>;
    case "bullets":
      return (
        <ul className={classes.list}>
          {block.items.map((item, at) => (
            <li key={at}>{item.map(renderInline)}</li>
          ))}
        </ul>
      );
    case "numbers":
      return (
        <ol className={classes.list} start={block.start}>
          {block.items.map((item, at) => (
            <li key={at}>{item.map(renderInline)}</li>
          ))}
        </ol>
      );
    case "quote":
      return <blockquote className={classes.quote}>{renderLines(block.lines)}</blockquote>;
    case "lines":
      return <p className={classes.lines}>{renderLines(block.lines)}</p>;
  }
}

function renderLines(lines: Inline[][]): ReactNode {
  return lines.map((line, at) => (
    <Fragment key={at}>
      {at > 0 && "\n"}
      {line.map(renderInline)}
    </Fragment>
  ));
}

function renderInline(node: Inline, at: number): ReactNode {
  switch (node.kind) {
    case "bold":
      return <strong key={at}>{node.children.map(renderInline)}</strong>;
    case "italic":
      return <em key={at}>{node.children.map(renderInline)}</em>;
    case "strike":
      return <s key={at}>{node.children.map(renderInline)}</s>;
    case "code":
      return (
        <code key={at} className={classes.code}>
          {node.text}
        </code>
      );
    case "link":
      return (
        <a key={at} href={node.href} target="_blank" rel="noreferrer noopener" className={classes.link}>
          {node.text}
        </a>
      );
    case "text":
      return <Fragment key={at}>{node.text}</Fragment>;
  }
}
