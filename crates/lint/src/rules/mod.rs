//! One file a rule: what it says, why, and how it is checked. A new rule is a new file and one line in [`RULES`].

mod consistent_instruction_casing;
mod copy_ignored_file;
mod duplicate_stage_name;
mod expose_invalid_format;
mod expose_proto_casing;
mod from_as_casing;
mod from_platform_flag_const_disallowed;
mod invalid_base_image_platform;
mod invalid_default_arg_in_from;
mod invalid_definition_description;
mod json_args_recommended;
mod legacy_key_value_format;
mod maintainer_deprecated;
mod multiple_instructions_disallowed;
mod no_empty_continuation;
mod redundant_target_platform;
mod reserved_stage_name;
mod secrets_used_in_arg_or_env;
mod stage_name_casing;
mod undefined_arg_in_from;
mod undefined_var;
mod workdir_relative_path;

use crate::finding::Context;

/// A rule.
pub struct Rule {
    /// Name, as `# check=skip=` has it.
    pub name: &'static str,
    /// One sentence, BuildKit's.
    pub description: &'static str,
    /// Docker's page about it; empty when it has none.
    pub url: &'static str,
    /// True when it reports only where it is asked for.
    pub experimental: bool,
    /// Why it matters.
    pub why: &'static str,
    /// What to write instead.
    pub help: &'static str,
    /// Finds.
    pub check: fn(&mut Context<'_>),
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Every rule, by name.
pub static RULES: &[&Rule] = &[
    &consistent_instruction_casing::RULE,
    &copy_ignored_file::RULE,
    &duplicate_stage_name::RULE,
    &expose_invalid_format::RULE,
    &expose_proto_casing::RULE,
    &from_as_casing::RULE,
    &from_platform_flag_const_disallowed::RULE,
    &invalid_base_image_platform::RULE,
    &invalid_default_arg_in_from::RULE,
    &invalid_definition_description::RULE,
    &json_args_recommended::RULE,
    &legacy_key_value_format::RULE,
    &maintainer_deprecated::RULE,
    &multiple_instructions_disallowed::RULE,
    &no_empty_continuation::RULE,
    &redundant_target_platform::RULE,
    &reserved_stage_name::RULE,
    &secrets_used_in_arg_or_env::RULE,
    &stage_name_casing::RULE,
    &undefined_arg_in_from::RULE,
    &undefined_var::RULE,
    &workdir_relative_path::RULE,
];

#[cfg(test)]
pub(crate) mod testing {
    //! One call for the tests at the foot of each rule.

    use std::rc::Rc;

    use drydock_plan::{BaseImage, Image, Images, Options, Platform, plan};
    use drydock_source::{Diagnostic, apply_edits};

    struct AnyImage;

    impl Images for AnyImage {
        fn image(&self, _: &str, platform: &Platform) -> Result<Rc<BaseImage>, String> {
            let mut image = Image { platform: platform.clone(), ..Default::default() };
            image.rootfs.diff_ids = Some(vec!["sha256:1".into()]);
            Ok(Rc::new(BaseImage { image: Rc::new(image), ..Default::default() }))
        }
    }

    /// The findings of `rule` in `text`, with `ignore` as the ignore file.
    pub(crate) fn found_with(rule: &str, text: &str, ignore: Option<&str>) -> Vec<Diagnostic> {
        let tree = drydock_syntax::parse(text);
        let file = drydock_syntax::read(&tree);
        let options = Options { dockerignore: ignore.map(str::to_string), ..Default::default() };
        let plan = plan(&tree, &file, &options, &AnyImage);
        crate::check(&tree, &file, &plan).into_iter().filter(|found| found.code == rule).collect()
    }

    /// The characters marked `‹…›` are what `rule` finds in the text, and nothing else.
    pub(crate) fn catches(rule: &str, marked: &str) {
        let text = marked.replace(['‹', '›'], "");
        let spans: Vec<String> =
            found_with(rule, &text, None).iter().map(|d| d.span.of(&text).into()).collect();
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
}
