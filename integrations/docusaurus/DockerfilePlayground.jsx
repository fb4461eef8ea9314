// For Docusaurus and any other React site: copy it to src/components/, and the built playground to static/drydock/.
//
//     import DockerfilePlayground from "@site/src/components/DockerfilePlayground";
//
//     <DockerfilePlayground panes="editor,build" files={{ "a.txt": "1" }}>{`FROM alpine
//     COPY a.txt /
//     `}</DockerfilePlayground>
import React, { useEffect } from "react";

/** Attributes of the element; every other property but `children`, `files` and `site` (where the playground is) becomes a `data-` attribute. */
const PLAIN = ["panes", "theme", "mode", "load", "example", "link", "label"];

/** A code block that becomes a playground. On the server, and without JavaScript, it is the code block. */
export default function DockerfilePlayground({ children, site = "/drydock/", files, ...options }) {
  useEffect(() => {
    // Once in a page: a module is loaded a single time however often it is asked for.
    const script = document.createElement("script");
    script.type = "module";
    script.src = `${site}dockerfile-playground.js`;
    document.head.append(script);
    return () => script.remove();
  }, [site]);
  const named = ([name, value]) => [PLAIN.includes(name) ? name : `data-${name}`, value];
  const attributes = Object.fromEntries(Object.entries(options).map(named));
  if (files) attributes["data-files"] = JSON.stringify(files);
  return (
    <dockerfile-playground {...attributes}>
      <pre><code className="language-dockerfile">{children}</code></pre>
    </dockerfile-playground>
  );
}
