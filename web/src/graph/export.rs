//! The picture as a file: SVG that looks the same elsewhere, and PNG.

use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlImageElement,
    SvgElement, Url, XmlSerializer, window,
};

use crate::download::offer;

/// What the style sheet says of shapes and texts; a file has no style sheet, so each element takes it along.
const STYLES: [&str; 9] = [
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linejoin",
    "paint-order",
    "opacity",
    "font-size",
    "font-weight",
];
/// Pixels of a PNG for one of the picture.
const SCALE: f64 = 2.0;

/// Offers `svg` as an SVG file.
///
/// # Errors
/// When the browser refuses.
pub fn save_svg(svg: &SvgElement) -> Result<(), JsValue> {
    offer(&svg_blob(svg)?, "drydock-stages.svg")
}

/// Offers `svg` as a PNG file, once the browser has drawn it.
///
/// # Errors
/// When the browser refuses.
pub fn save_png(svg: &SvgElement) -> Result<(), JsValue> {
    let size =
        |name: &str| svg.get_attribute(name).and_then(|text| text.parse::<f64>().ok()).unwrap_or(1.0) * SCALE;
    let (width, height) = (size("width"), size("height"));
    let url = Url::create_object_url_with_blob(&svg_blob(svg)?)?;
    let image = HtmlImageElement::new()?;
    let (drawn, source) = (image.clone(), url.clone());
    let draw = Closure::once_into_js(move || {
        // A browser that cannot draw it has said so on the console; there is nothing to offer then.
        let _ = draw_png(&drawn, width, height);
        let _ = Url::revoke_object_url(&source);
    });
    image.set_onload(Some(draw.unchecked_ref()));
    image.set_src(&url);
    Ok(())
}

fn draw_png(image: &HtmlImageElement, width: f64, height: f64) -> Result<(), JsValue> {
    let document = window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(width.ceil() as u32);
    canvas.set_height(height.ceil() as u32);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into::<CanvasRenderingContext2d>()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, width, height)?;
    let take = Closure::once_into_js(|blob: Option<Blob>| {
        if let Some(blob) = blob {
            let _ = offer(&blob, "drydock-stages.png");
        }
    });
    canvas.to_blob(take.unchecked_ref())
}

fn svg_blob(svg: &SvgElement) -> Result<Blob, JsValue> {
    let copy: Element = svg.clone_node_with_deep(true)?.dyn_into()?;
    copy_styles(svg, &copy)?;
    copy.set_attribute("xmlns", "http://www.w3.org/2000/svg")?;
    copy.set_attribute("font-family", "system-ui, sans-serif")?;
    let background = style_of(svg, "background-color")?;
    copy.unchecked_ref::<SvgElement>().style().set_property("background", &background)?;
    let text = XmlSerializer::new()?.serialize_to_string(&copy)?;
    let kind = BlobPropertyBag::new();
    kind.set_type("image/svg+xml");
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)
}

fn style_of(element: &Element, name: &str) -> Result<String, JsValue> {
    let window = window().ok_or(JsValue::NULL)?;
    let style = window.get_computed_style(element)?.ok_or(JsValue::NULL)?;
    style.get_property_value(name)
}

/// Gives each element below `copy` what the page's style sheet says of its original.
fn copy_styles(original: &Element, copy: &Element) -> Result<(), JsValue> {
    let (originals, copies) = (original.query_selector_all("*")?, copy.query_selector_all("*")?);
    for at in 0..originals.length() {
        let pair = originals.item(at).zip(copies.item(at));
        let Some((from, to)) =
            pair.and_then(|(a, b)| a.dyn_into::<Element>().ok().zip(b.dyn_into::<Element>().ok()))
        else {
            continue;
        };
        for name in STYLES {
            to.set_attribute(name, &style_of(&from, name)?)?;
        }
        for name in ["data-lit", "data-go", "data-target", "class", "tabindex", "role", "aria-pressed"] {
            to.remove_attribute(name)?;
        }
    }
    Ok(())
}
