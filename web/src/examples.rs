//! The examples that are one click away.

use drydock_playground::Project;

/// An example, as the menu tells of it.
pub struct Example {
    /// Its name in links.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows, in a line.
    pub description: &'static str,
}

/// All examples, in the order of the menu.
pub fn all() -> &'static [Example] {
    &[Example {
        name: "node-multi",
        title: "Node in two stages",
        description: "Compile in one stage, run in another",
    }]
}

/// The project of the example `name`.
pub fn project(name: &str) -> Option<Project> {
    if name != "node-multi" {
        return None;
    }
    let files = [
        (".dockerignore", "node_modules\n.git\n*.md\n"),
        ("NOTES.md", "Not for the image.\n"),
        (
            "package.json",
            "{\n  \"name\": \"greeter\",\n  \"private\": true,\n  \"scripts\": { \"build\": \"tsc -p .\" }\n}\n",
        ),
        (
            "src/server.ts",
            "import { createServer } from \"node:http\";\n\ncreateServer((_, answer) => answer.end(\"hello\\n\")).listen(3000);\n",
        ),
    ];
    let dockerfile = "# syntax=docker/dockerfile:1\nFROM node:20 AS build\nWORKDIR /srv\nCOPY package*.json ./\nRUN --mount=type=cache,target=/root/.npm npm ci\nCOPY . .\nRUN npm run build && npm prune --omit=dev\n\nFROM node:20-slim\nENV NODE_ENV=production PORT=3000\nWORKDIR /srv\nCOPY --from=build /srv/node_modules ./node_modules\nCOPY --from=build /srv/dist ./dist\nCOPY package.json .\nUSER node\nEXPOSE 3000\nENTRYPOINT [\"node\"]\nCMD [\"dist/server.js\"]\n";
    let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
    for (path, text) in files {
        project.context.set_text(path, text).ok()?;
    }
    Some(project)
}
