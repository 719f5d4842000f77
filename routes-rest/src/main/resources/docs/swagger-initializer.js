// Calls go to where this page comes from, whatever prefix a proxy has put before it: the document need not know.
fetch("openapi.json")
  .then((answer) => {
    if (!answer.ok) {
      throw new Error("openapi.json can't be read: " + answer.status);
    }
    return answer.json();
  })
  .then((spec) => {
    spec.servers = [{ url: new URL(".", document.URL).href.replace(/\/$/, "") }];
    SwaggerUIBundle({
      spec,
      dom_id: "#swagger-ui",
      deepLinking: true,
      // Asks another host.
      validatorUrl: null,
    });
  })
  .catch((failure) => {
    document.getElementById("swagger-ui").textContent = failure.message;
  });
