//! The page: one reducer, panels as components, the editor and the evaluator behind a bridge each. What a Dockerfile
//! means is decided by the evaluator, a module of its own; here it is only shown.

mod app;
mod cause;
mod compare;
mod context;
mod crash;
mod dispatch;
mod download;
mod editor;
mod elsewhere;
mod embed;
mod evaluator;
mod format;
mod frame;
mod graph;
mod guide;
mod header;
mod keeper;
mod panels;
mod parts;
mod same;
mod share;
mod sheet;
mod split;
mod state;
mod store;
mod texts;

fn main() {
    crash::install();
    let Some(frame) = frame::Frame::here() else {
        web_sys::console::error_1(&"This is not the page of this program: it has no frame.".into());
        return;
    };
    let top = frame.top.clone();
    if embed::is_asked_for() {
        yew::Renderer::<embed::Embed>::with_root_and_props(top, embed::Props { frame }).render();
    } else {
        yew::Renderer::<app::App>::with_root_and_props(top, app::Props { frame }).render();
    }
}
