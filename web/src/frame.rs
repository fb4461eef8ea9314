//! The frame of the page, which `index.html` holds: it stands there before the program does, so that the editor can be
//! typed into meanwhile. The program fills its places and moves none of them.

use web_sys::{Document, Element, window};
use yew::{Html, create_portal, hook, use_effect_with, use_memo};

use crate::state::Pane;

/// The places of the frame.
#[derive(Clone, PartialEq)]
pub struct Frame {
    /// Above all else: the bar, notices, the tabs of a phone.
    pub top: Element,
    /// What stands between top and bottom.
    main: Element,
    /// The build context.
    pub context: Element,
    /// What holds the editor with its tabs and its status line.
    pub editor: Element,
    /// The editor's tabs.
    pub tabs: Element,
    /// The editor itself.
    pub host: Element,
    /// The editor's status line.
    pub status: Element,
    /// The panels.
    pub panels: Element,
    /// Below all else.
    pub bottom: Element,
}

impl Frame {
    /// The frame of `document`, emptied of what stood in it for the time of loading, but for the editor.
    pub fn of(document: &Document) -> Option<Self> {
        let find = |id: &str| document.get_element_by_id(id);
        let empty = |id: &str| {
            let place = find(id)?;
            place.set_text_content(None);
            // What stood there could not be used.
            place.remove_attribute("inert").ok()?;
            Some(place)
        };
        Some(Self {
            top: empty("top")?,
            main: find("main")?,
            context: empty("context")?,
            editor: find("editor")?,
            tabs: empty("editor-tabs")?,
            host: find("editor-host")?,
            status: empty("editor-status")?,
            panels: empty("panels")?,
            bottom: empty("bottom")?,
        })
    }

    /// The frame of this page.
    pub fn here() -> Option<Self> {
        Self::of(&window()?.document()?)
    }

    fn section(&self, pane: Pane) -> &Element {
        match pane {
            Pane::Context => &self.context,
            Pane::Editor => &self.editor,
            Pane::Panel => &self.panels,
        }
    }
}

/// `content` in a place of the frame.
pub fn fill(place: &Element, content: Html) -> Html {
    create_portal(content, place.clone())
}

/// Tells the frame which part a phone shows, and whether something is shown that is not evaluated yet.
#[hook]
pub fn use_frame(frame: &Frame, pane: Pane, busy: bool) {
    {
        let frame = frame.clone();
        // While the page is drawn, not after it: the effects of what is in the frame come before the page's own, and the
        // editor takes no focus where it is not shown yet.
        use_memo(pane, move |open| {
            for pane in [Pane::Context, Pane::Editor, Pane::Panel] {
                // No class name of ours is malformed.
                let _ = frame.section(pane).class_list().toggle_with_force("pane-open", pane == *open);
            }
        });
    }
    let main = frame.main.clone();
    use_effect_with(busy, move |busy| set(&main, "aria-busy", if *busy { "true" } else { "false" }));
}

/// Gives an element of the frame an attribute.
pub fn set(place: &Element, name: &str, value: &str) {
    // It fails at names alone, and ours are none such.
    let _ = place.set_attribute(name, value);
}

/// Shows a part, or takes it away.
pub fn show(part: &Element, shown: bool) {
    // As above.
    let _ = part.toggle_attribute_with_force("hidden", !shown);
}
