//! The sample sites of `integrations/`, as their generators built them. `cargo xtask integrations` builds them and says
//! by DRYDOCK_SAMPLES which there are.

use drydock_e2e::journey;

#[test]
#[ignore = "needs the generators: cargo xtask integrations"]
fn every_sample_becomes_a_playground() {
    let samples = std::env::var("DRYDOCK_SAMPLES").expect("cargo xtask integrations names the samples");
    let samples: Vec<String> = samples.split_whitespace().map(str::to_owned).collect();
    assert!(!samples.is_empty(), "no sample was built");
    journey("integrations", |page| async move {
        for name in samples {
            page.go(&format!("/{name}/index.html")).await;
            let block = "return document.querySelector('dockerfile-playground pre')?.textContent";
            let text = page.until(block).await;
            assert!(text.as_str().is_some_and(|text| text.contains("FROM ")), "{name}: {text}");
            page.script("addEventListener('drydock-result', ({ detail }) => self.result = detail); document.querySelector('dockerfile-playground').scrollIntoView()", vec![]).await;
            let state = "const done = arguments[0]; document.querySelector('dockerfile-playground').get().then(({ dockerfile }) => done(dockerfile))";
            let dockerfile = page.script_async(state).await;
            let dockerfile = dockerfile.as_str().expect("it has one").to_owned();
            assert!(dockerfile.contains("FROM ") && !dockerfile.contains("&lt;"), "{name}: {dockerfile}");
            if name != "html" {
                assert_eq!(
                    dockerfile,
                    format!("FROM alpine:3.20 AS {name}\n\nRUN echo \"<hello>\"\n"),
                    "{name}"
                );
            }
            println!("{name}: a playground of {} bytes", dockerfile.len());
        }
    });
}
