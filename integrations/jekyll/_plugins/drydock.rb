# {% drydock panes="editor,build" target="build" %} … {% enddrydock %}: a code block that becomes a playground.
# `drydock:` in _config.yml says where the playground is.
require "cgi"

module Drydock
  class Block < Liquid::Block
    PLAIN = %w[panes theme mode load example link label].freeze

    def initialize(tag, options, tokens)
      super
      @options = options.scan(/([\w-]+)="([^"]*)"/)
    end

    def render(context)
      site = context.registers[:site].config["drydock"] || "drydock/"
      attributes = @options.map do |name, value|
        %( #{PLAIN.include?(name) ? name : "data-#{name}"}="#{CGI.escapeHTML(value)}")
      end
      code = CGI.escapeHTML(super.gsub(/\A\r?\n|\s+\z/, ""))
      <<~HTML.chomp
        <dockerfile-playground#{attributes.join}>

        <pre><code class="language-dockerfile">#{code}
        </code></pre>

        </dockerfile-playground>
        <script type="module" src="#{site}dockerfile-playground.js"></script>
      HTML
    end
  end
end

Liquid::Template.register_tag("drydock", Drydock::Block)
