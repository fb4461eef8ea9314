use drydock_playground::Project;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::same::Same;
use crate::texts::context as texts;

/// Properties of [`NameForm`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The path as it is; empty for a new file.
    pub value: String,
    /// For paths that are taken.
    pub project: Same<Project>,
    /// Takes the path, or `None` when the person gives up.
    pub named: Callback<Option<String>>,
}

/// Asks for a path.
#[component]
pub fn NameForm(props: &Props) -> Html {
    let input = use_node_ref();
    let error = use_state(|| None::<&'static str>);
    {
        let input = input.clone();
        use_effect_with((), move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                // A field that was just drawn takes the focus.
                let _ = input.focus();
                input.select();
            }
        });
    }
    let onsubmit = {
        let (input, error, props) =
            (input.clone(), error.clone(), (props.value.clone(), props.project.clone(), props.named.clone()));
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let path = input.cast::<HtmlInputElement>().map_or(String::new(), |input| input.value());
            let path = path.trim().trim_start_matches("./").trim_matches('/').to_owned();
            let (value, project, named) = &props;
            match refusal(&path, value, project) {
                Some(why) => error.set(Some(why)),
                None => named.emit(Some(path)),
            }
        })
    };
    let onkeydown = {
        let named = props.named.clone();
        Callback::from(move |event: KeyboardEvent| {
            event.stop_propagation();
            if event.key() == "Escape" {
                named.emit(None);
            }
        })
    };
    html! {
        <form class="name-form-box" {onsubmit} {onkeydown}>
            <div class="name-form">
                <input
                    ref={input} aria-label={texts::PATH} placeholder={texts::PATH_LIKE} value={props.value.clone()}
                    autocapitalize="off" spellcheck="false" aria-invalid={error.is_some().to_string()}
                />
                <button>{ if props.value.is_empty() { texts::ADD } else { texts::RENAME } }</button>
            </div>
            if let Some(error) = *error { <p class="name-error" role="alert">{ error }</p> }
        </form>
    }
}

/// Why a file cannot have this path.
fn refusal(path: &str, value: &str, project: &Project) -> Option<&'static str> {
    match () {
        () if path.is_empty() => Some(texts::NO_NAME),
        () if path == value => None,
        () if path.split('/').any(|part| matches!(part, "" | "." | "..")) => Some(texts::OUTSIDE),
        () if path == project.dockerfile_path || project.context.get(path).is_some() => Some(texts::TAKEN),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_free_paths_inside_the_context_are_taken() {
        let mut project = Project::default();
        project.context.set_text("a/b", "").unwrap();
        for path in ["", "a/b", "a", "Dockerfile", "../x", "a//c"] {
            assert!(refusal(path, "", &project).is_some(), "{path}");
        }
        for path in ["c", "a/c", ".dockerignore"] {
            assert_eq!(refusal(path, "", &project), None);
        }
        assert_eq!(refusal("a/b", "a/b", &project), None);
    }
}
