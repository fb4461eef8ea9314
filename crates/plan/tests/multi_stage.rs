//! A build of two stages, from text to operations.

use std::rc::Rc;

use drydock_plan::{BaseImage, Images, Input, OpKind, Options, Plan, Platform, plan};

struct Everything;

impl Images for Everything {
    fn image(&self, _: &str, platform: &Platform) -> Result<Rc<BaseImage>, String> {
        let mut image = drydock_plan::Image { platform: platform.clone(), ..Default::default() };
        image.rootfs.diff_ids = Some(vec!["sha256:1".into()]);
        Ok(Rc::new(BaseImage { image: Rc::new(image), ..Default::default() }))
    }
}

fn planned(text: &str) -> Plan {
    let tree = drydock_syntax::parse(text);
    plan(&tree, &drydock_syntax::read(&tree), &Options::default(), &Everything)
}

#[test]
fn two_stages() {
    let plan = planned(
        "FROM golang:1 AS build\nWORKDIR /src\nCOPY . .\nENV CGO_ENABLED=0\nRUN go build -o /app\n\
         FROM scratch\nCOPY --from=build /app /app\nENTRYPOINT [\"/app\"]\n",
    );
    let names: Vec<&str> = plan.ops.iter().map(|op| op.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "[build 1/4] FROM docker.io/library/golang:1",
            "[build 2/4] WORKDIR /src",
            "[internal] load build context",
            "[build 3/4] COPY . .",
            "[build 4/4] RUN go build -o /app",
            "[stage-1 1/1] COPY --from=build /app /app",
        ]
    );
    assert_eq!(plan.output, Some(Input::Op { op: 5, output: 0 }));
    let OpKind::Exec(exec) = &plan.ops[4].kind else { panic!("a RUN") };
    assert_eq!(*exec.args, ["/bin/sh", "-c", "go build -o /app"]);
    assert_eq!(exec.env.get("CGO_ENABLED"), Some("0"));
    let image = plan.image.expect("an image").image();
    assert_eq!(image.config.entrypoint.as_deref(), Some(&["/app".to_string()][..]));
    assert_eq!(image.history.len(), 2);
    assert!(plan.stages.iter().all(|stage| stage.reachable));
    assert_eq!(plan.stages[1].dependencies[0].stage, Some(0));
}

#[test]
fn every_error_of_a_file_is_reported_and_the_rest_is_planned() {
    let plan = planned("FROM debian\nSTOPSIGNAL NO\nRUN a\nEXPOSE x\nFROM debian\nCOPY --chmod=9 a b\n");
    assert!(plan.diagnostics.is_empty() || plan.diagnostics.len() == 1);
    assert_eq!(plan.stages[0].steps.len(), 3);
    let plan = planned("FROM debian\nSTOPSIGNAL NO\nRUN a\nEXPOSE x\n");
    let messages: Vec<&str> = plan.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(messages, ["invalid signal: NO", "invalid containerPort: x"]);
    assert_eq!(plan.stages[0].steps[1].ops.len(), 1);
}
