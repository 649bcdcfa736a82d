import { equal } from "node:assert/strict";
import { helmWords } from "../../../../src/operate/render/helm-words.ts";

describe("Helm's words", () => {
  it("are the chart's where the chart refuses its values", () => {
    const output = `coalesce.go:316: warning: cannot overwrite table with non table for web.global
Error: execution error at (web/templates/checks.yaml:12:4): 
canary.image has neither tag nor digest. Give images.canary
app.port is grpc, which ports does not have. Give one of: http

Use --debug flag to render out invalid YAML
`;
    equal(
      helmWords(output),
      "canary.image has neither tag nor digest. Give images.canary\napp.port is grpc, which ports does not have. Give one of: http",
    );
  });

  it("are those of a value that the chart requires", () =>
    equal(
      helmWords(
        "Error: execution error at (web/templates/web.yaml:3:9): a host is required (see README)\n\nUse --debug flag to render out invalid YAML\n",
      ),
      "a host is required (see README)",
    ));

  it("are its own where a template is wrong", () =>
    equal(
      helmWords(
        'Error: template: web/templates/web.yaml:3:9: executing "web" at <.x>: nil pointer\n\nUse --debug flag to render out invalid YAML\n',
      ),
      'template: web/templates/web.yaml:3:9: executing "web" at <.x>: nil pointer',
    ));
});
