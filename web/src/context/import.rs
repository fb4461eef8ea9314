use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, File, HtmlInputElement};
use yew::prelude::*;

use super::dropped;
use super::folder::{self, Entry, Progress, Unread};
use crate::dispatch::{Dispatch, use_dispatch};
use crate::same::Same;
use crate::state::{Action, Notice};
use crate::texts::context as texts;

/// Reads folders of the person's own machine; nothing leaves the browser. Copies are the same one.
#[derive(Clone, PartialEq)]
pub struct Import {
    dispatch: Dispatch,
    /// How far it is; `None` while it does nothing.
    pub progress: Option<Progress>,
    tell: UseStateSetter<Option<Progress>>,
    stop: Rc<RefCell<Rc<Cell<bool>>>>,
    unread: Rc<RefCell<Unread>>,
}

/// The one reader of the context pane.
#[hook]
pub fn use_import() -> Import {
    let dispatch = use_dispatch();
    let progress = use_state(|| None::<Progress>);
    let stop = use_mut_ref(|| Rc::new(Cell::new(false)));
    let unread = use_mut_ref(Unread::new);
    Import { dispatch, progress: *progress, tell: progress.setter(), stop, unread }
}

impl Import {
    /// Reads what was chosen as a folder.
    fn chosen(&self, input: &HtmlInputElement) {
        let Some(list) = input.files() else { return };
        let entries = (0..list.length()).filter_map(|at| list.item(at)).map(|file| (path_of(&file), file));
        let entries: Vec<Entry> = entries.collect();
        // The same folder can be chosen again.
        input.set_value("");
        self.begin(move |_, _| async move { Some(entries) });
    }

    /// Reads what is dropped.
    pub fn dropped(&self, event: &DragEvent) {
        event.prevent_default();
        let Some(roots) = event.data_transfer().map(|data| dropped::dropped(&data)) else { return };
        self.begin(move |told, stop| async move { dropped::files(roots, &told, &stop).await });
    }

    /// Reads the bytes of a file of which only the size is known, and shows it; false where nobody can.
    pub fn open(&self, path: &str, file: &drydock_builder::ContextFile) -> bool {
        let Some(id) = folder::stands_in(file) else { return false };
        let Some(found) = self.unread.borrow().get(&id).cloned() else { return false };
        let unread = self.unread.clone();
        let (dispatch, path, file) = (self.dispatch.clone(), path.to_owned(), file.clone());
        spawn_local(async move {
            dispatch.dispatch(match folder::content(&found).await {
                Some(content) => {
                    unread.borrow_mut().remove(&id);
                    let kind = drydock_builder::ContextFileKind::File(content);
                    Action::Learn(path, drydock_builder::ContextFile { kind, ..file })
                }
                None => failed(texts::unreadable(&path)),
            });
        });
        true
    }

    /// Of how many files only the size is known.
    pub fn unread(&self) -> usize {
        self.unread.borrow().len()
    }

    /// Lets go of what is being read.
    fn stop(&self) {
        self.stop.borrow().set(true);
        self.tell.set(None);
    }

    fn begin<F, L>(&self, list: F)
    where
        F: FnOnce(Box<dyn Fn(Progress)>, Rc<Cell<bool>>) -> L + 'static,
        L: Future<Output = Option<Vec<Entry>>>,
    {
        self.stop();
        let stop = Rc::new(Cell::new(false));
        *self.stop.borrow_mut() = stop.clone();
        let tell = self.tell.clone();
        let told = move |progress| tell.set(Some(progress));
        told(Progress::default());
        let import = self.clone();
        spawn_local(async move {
            let read = match list(Box::new(told.clone()), stop.clone()).await {
                Some(entries) => folder::read(entries, told, stop).await,
                None => None,
            };
            if let Some(folder) = read {
                import.done(folder);
            }
        });
    }

    fn done(&self, folder: folder::Folder) {
        self.tell.set(None);
        *self.unread.borrow_mut() = folder.unread;
        self.dispatch.dispatch(Action::Folder(Same::new(folder.context)));
        if let Some(path) = folder.refused.first() {
            let more = folder.refused.len() - 1;
            self.dispatch.dispatch(failed(texts::refused(path, more)));
        }
    }
}

fn failed(text: String) -> Action {
    Action::Notice(Some(Notice { text, error: true, action: None }))
}

/// The path below the chosen folder.
fn path_of(file: &File) -> String {
    let relative = Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
    let relative = relative.unwrap_or_default();
    relative.split_once('/').map_or_else(|| file.name(), |(_, path)| path.to_owned())
}

/// Properties of [`ImportButtons`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The reader.
    pub import: Import,
}

/// The button that opens a folder, and how far reading it is.
#[component]
pub fn ImportButtons(props: &Props) -> Html {
    let input = use_node_ref();
    let onchange = {
        let import = props.import.clone();
        Callback::from(move |event: Event| import.chosen(&event.target_unchecked_into::<HtmlInputElement>()))
    };
    let onclick = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    html! {
        <>
            <button class="quiet" {onclick} title={texts::OPEN_FOLDER_ABOUT}>{ texts::OPEN_FOLDER }</button>
            <input ref={input} type="file" webkitdirectory=true multiple=true hidden=true aria-label={texts::FOLDER} {onchange}/>
            if let Some(progress) = &props.import.progress { { progress_bar(progress, &props.import) } }
        </>
    }
}

fn progress_bar(progress: &Progress, import: &Import) -> Html {
    let stop = {
        let import = import.clone();
        Callback::from(move |_: MouseEvent| import.stop())
    };
    let (done, total) = (progress.done, progress.total);
    let text = texts::progress(progress.doing, done, total);
    html! {
        <div class="import-progress">
            <progress aria-label={texts::READING} max={(total > 0).then(|| total.to_string())} value={(total > 0).then(|| done.to_string())}></progress>
            <span role="status">{ text }</span>
            <button class="quiet" onclick={stop}>{ texts::STOP }</button>
        </div>
    }
}
