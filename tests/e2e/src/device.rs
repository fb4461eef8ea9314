//! Screens, fingers and keys other than those of a desk.

use serde_json::json;
use thirtyfour::WebElement;
use thirtyfour::prelude::*;

use crate::Page;

impl Page {
    /// Makes the page that large, in CSS pixels, however small the browser's window can be.
    pub async fn screen(&self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Makes the page a phone's of that size, with fingers in place of a mouse.
    pub async fn phone(&self, width: u32, height: u32) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 2, "mobile": true});
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
        self.cdp("Emulation.setTouchEmulationEnabled", json!({"enabled": true, "maxTouchPoints": 5})).await;
    }

    /// Touches the first element of that role and name with a finger.
    pub async fn tap(&self, role: &str, name: &str) {
        let element = self.find(role, name).await;
        self.tap_on(&element).await;
    }

    /// Touches an element with a finger, in its middle, having brought it into sight.
    pub async fn tap_on(&self, element: &WebElement) {
        let script = "arguments[0].scrollIntoView({ block: 'nearest', inline: 'nearest' });
            const { x, y, width, height } = arguments[0].getBoundingClientRect();
            return [x + width / 2, y + height / 2];";
        let place = self.script(script, vec![element.to_json().expect("an element")]).await;
        let points = json!([{"x": place[0], "y": place[1]}]);
        self.cdp("Input.dispatchTouchEvent", json!({"type": "touchStart", "touchPoints": points})).await;
        self.cdp("Input.dispatchTouchEvent", json!({"type": "touchEnd", "touchPoints": []})).await;
        self.settle().await;
    }

    /// Points the mouse at the middle of the element that a script returns.
    pub async fn point_at(&self, script: &str) {
        let place = format!(
            "const element = (() => {{ {script} }})();
             element.scrollIntoView({{ block: 'nearest' }});
             const {{ x, y, width, height }} = element.getBoundingClientRect();
             return [x + width / 2, y + height / 2];"
        );
        let place = self.script(&place, vec![]).await;
        let moved = json!({"type": "mouseMoved", "x": place[0], "y": place[1]});
        self.cdp("Input.dispatchMouseEvent", moved).await;
        self.settle().await;
    }

    /// Presses keys where the focus is, as a keyboard does.
    pub async fn keys(&self, keys: impl Into<TypingData>) {
        let pressed = self.driver.action_chain().send_keys(keys).perform().await;
        pressed.expect("the browser takes keys");
        self.settle().await;
    }

    /// Presses a key where the focus is, and waits for nothing.
    pub async fn strike(&self, key: char) {
        let pressed = self.driver.action_chain().send_keys(key.to_string()).perform().await;
        pressed.expect("the browser takes keys");
    }

    /// Presses a key while another is held.
    pub async fn chord(&self, held: Key, key: impl Into<TypingData>) {
        let chain = self.driver.action_chain().key_down(held.clone()).send_keys(key).key_up(held);
        chain.perform().await.expect("the browser takes keys");
        self.settle().await;
    }
}
