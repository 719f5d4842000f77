"""Where the manifests are, and how they are built."""
import pathlib, shutil, subprocess

import yaml

HERE = pathlib.Path(__file__).resolve().parent.parent
ROOT = HERE.parent
SCHEMAS = HERE / ".schemas"
WHOLE = ["plain", "image", "overlays/dev", "overlays/production", "overlays/production-plain"]
PARTS = ["progressive/blue-green/plain", "progressive/blue-green/image", "progressive/canary/plain", "progressive/canary/image"]


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads «=» as text, which stands in a schema."""


Loader.add_constructor("tag:yaml.org,2002:value", Loader.construct_yaml_str)


def load_all(text):
    return yaml.load_all(text, Loader)


class NotBuilt(Exception):
    """What kustomize has against a folder."""


def build(folder):
    tool = ["kustomize", "build"] if shutil.which("kustomize") else ["kubectl", "kustomize"]
    run = subprocess.run(tool + [str(HERE / folder)], capture_output=True, text=True)
    if run.returncode:
        raise NotBuilt(run.stderr.strip())
    return [d for d in load_all(run.stdout) if d]
