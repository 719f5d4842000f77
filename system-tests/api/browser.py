"""What `browser` does; it sets REST_URL and PAGE_PORT."""
import http.client
import http.server
import os
import threading
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

REST = os.environ["REST_URL"].rstrip("/")
PORT = int(os.environ["PAGE_PORT"])
LIMIT = 60

PAGE = """<!DOCTYPE html><title>waiting</title><script type="module">
const calls = "%s/api/v1/resources";
const json = { "Content-Type": "application/json" };
try {
  const made = await fetch(calls, { method: "POST", body: '{"name":"from a page"}',
    headers: { ...json, "Idempotency-Key": crypto.randomUUID() } });
  const etag = made.headers.get("ETag"), location = made.headers.get("Location"), id = (await made.json()).id;
  const changed = await fetch(calls + "/" + id, { method: "PUT", body: '{"name":"changed"}', headers: { ...json, "If-Match": etag } });
  await fetch(calls, { method: "POST", body: '{"name":"second"}', headers: json });
  const page = await fetch(calls + "?limit=1");
  const wrong = await fetch(calls + "?cursor=nonsense");
  document.title = JSON.stringify([made.status, etag, location.endsWith(id), changed.status, (await changed.json()).name,
    changed.headers.get("ETag"), page.headers.get("Link") !== null, wrong.status, (await wrong.json()).status,
    wrong.headers.get("X-Request-Id") !== null]);
} catch (failure) {
  document.title = "refused: " + failure;
}
</script>""" % REST


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Proxy(http.server.BaseHTTPRequestHandler):
    """Serves the service under /wb/, and says nothing of it."""

    def forward(self):
        target = urlsplit(REST)
        if not self.path.startswith("/wb/"):
            return self.send_error(404)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection(target.hostname, target.port, timeout=LIMIT)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
        connection.request(self.command, self.path[len("/wb"):], body, headers)
        answer = connection.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection", "keep-alive", "server", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    do_GET = do_POST = do_PUT = do_DELETE = forward

    def log_message(self, *_):
        pass


def serve(handler, port):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def title(browser, url):
    browser.get(url)
    WebDriverWait(browser, LIMIT).until(lambda b: b.title not in ("", "waiting"))
    return browser.title


def try_it_out(browser, base):
    browser.get(base + "/docs")
    wait = WebDriverWait(browser, LIMIT)
    call = wait.until(lambda b: b.find_element(By.ID, "operations-resources-listResources"))
    call.find_element(By.CSS_SELECTOR, ".opblock-summary-control").click()
    wait.until(lambda b: call.find_element(By.CSS_SELECTOR, ".try-out__btn")).click()
    wait.until(lambda b: call.find_element(By.CSS_SELECTOR, ".btn.execute")).click()
    live = wait.until(lambda b: call.find_element(By.CSS_SELECTOR, ".live-responses-table tbody .response-col_status"))
    wait.until(lambda b: live.text)
    return call.find_element(By.CSS_SELECTOR, ".request-url").text.split("\n")[-1], live.text


options = webdriver.ChromeOptions()
for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
    options.add_argument(argument)
serve(Page, PORT)
proxy = serve(Proxy, 0)
browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
try:
    told = title(browser, f"http://localhost:{PORT}/")
    assert told == '[201,"\\"1\\"",true,200,"changed","\\"2\\"",true,400,400,true]', told
    told = title(browser, f"http://127.0.0.1:{PORT}/")
    assert told.startswith("refused: "), told
    base = f"http://127.0.0.1:{proxy}/wb"
    url, status = try_it_out(browser, base)
    assert url.startswith(base + "/api/v1/resources") and status.startswith("200"), (url, status)
    print("browser: a page of another origin writes, one that is not allowed can't, and /docs works under /wb/")
finally:
    browser.quit()
