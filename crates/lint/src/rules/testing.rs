//! One call for the tests at the foot of each rule.

use std::rc::Rc;

use drydock_plan::{BaseImage, Image, Images, Options, Platform, plan};
use drydock_source::{Diagnostic, apply_edits};

use crate::{Input, check};

struct AnyImage;

impl Images for AnyImage {
    fn image(&self, reference: &str, platform: &Platform) -> Result<Rc<BaseImage>, String> {
        let mut image = Image { platform: platform.clone(), ..Default::default() };
        image.rootfs.diff_ids = Some(vec!["sha256:1".into()]);
        let managers = [("alpine", "apk"), ("debian", "apt"), ("fedora", "dnf")];
        let manager =
            managers.iter().find(|(name, _)| reference.contains(name)).map_or("", |(_, manager)| manager);
        let package_manager = manager.to_owned();
        Ok(Rc::new(BaseImage { image: Rc::new(image), package_manager, ..Default::default() }))
    }
}

/// The findings of `rule` in `text`, with `ignore` as the ignore file.
pub(crate) fn found_with(rule: &str, text: &str, ignore: Option<&str>) -> Vec<Diagnostic> {
    let tree = drydock_syntax::parse(text);
    let file = drydock_syntax::read(&tree);
    let options = Options { dockerignore: ignore.map(str::to_string), ..Default::default() };
    let plan = plan(&tree, &file, &options, &AnyImage);
    check(&Input::new(&tree, &file, &plan)).into_iter().filter(|found| found.code == rule).collect()
}

/// The characters marked `‹…›` are what `rule` finds in the text, and nothing else.
pub(crate) fn catches(rule: &str, marked: &str) {
    let text = marked.replace(['‹', '›'], "");
    let spans: Vec<String> = found_with(rule, &text, None).iter().map(|d| d.span.of(&text).into()).collect();
    let wanted: Vec<&str> = marked.split('‹').skip(1).filter_map(|rest| rest.split('›').next()).collect();
    assert_eq!(spans, wanted, "{marked}");
}

/// `rule` finds nothing.
pub(crate) fn allows(rule: &str, text: &str) {
    assert_eq!(found_with(rule, text, None), [], "{text}");
}

/// All fixes of `rule` make `fixed` of the text.
pub(crate) fn fixes(rule: &str, text: &str, fixed: &str) {
    let found = found_with(rule, text, None);
    let edits: Vec<_> = found.iter().flat_map(|d| &d.fixes).flat_map(|fix| fix.edits.clone()).collect();
    assert_eq!(apply_edits(text, &edits).as_deref(), Some(fixed));
    assert_eq!(found_with(rule, fixed, None), []);
}
