#!/usr/bin/env python3
"""Writes the SBOM of what is packaged, and checks the licenses.

usage: release/sbom.py BOM LIBRARIES OUTPUT VERSION TIME

  BOM         CycloneDX, of all dependencies in Maven's view (./mvnw cyclonedx:makeBom)
  LIBRARIES   the directory lib of the package: only what is in it is written
  OUTPUT      the SBOM, the same bytes for the same input
  TIME        of the release, RFC 3339

Ends with 1 and a line for each library whose license is not in release/licenses.txt.
"""
import hashlib
import json
import pathlib
import sys


def read_policy():
    allowed, named = set(), {}
    for line in pathlib.Path(__file__).with_name("licenses.txt").read_text().splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if ":" in line:
            artifact, license_id = line.split(" ", 1)
            named[artifact] = license_id
        else:
            allowed.add(line)
    return allowed, named


def file_name(component):
    """The name that Quarkus gives to the jar: group.artifact-version[-classifier].jar."""
    qualifiers = dict(part.split("=") for part in component["purl"].partition("?")[2].split("&") if part)
    classifier = "-" + qualifiers["classifier"] if "classifier" in qualifiers else ""
    return f"{component.get('group', '')}.{component['name']}-{component['version']}{classifier}.jar"


def licenses(component):
    for entry in component.get("licenses", []):
        if "expression" in entry:
            yield from entry["expression"].replace("(", " ").replace(")", " ").split(" OR ")
        else:
            yield entry["license"].get("id") or entry["license"].get("name")


def component_of(jar, named):
    """For a jar that Maven does not know: by the line of licenses.txt that names it."""
    for artifact, license_id in named.items():
        group, name = artifact.split(":")
        prefix = f"{group}.{name}-"
        if jar.name.startswith(prefix):
            version = jar.name[len(prefix):-len(".jar")]
            purl = f"pkg:maven/{group}/{name}@{version}?type=jar"
            digest = hashlib.sha256(jar.read_bytes()).hexdigest()
            return {"type": "library", "bom-ref": purl, "group": group, "name": name, "version": version,
                    "hashes": [{"alg": "SHA-256", "content": digest}],
                    "licenses": [{"license": {"id": license_id}}], "purl": purl}
    return None


def main(bom_file, libraries, output, version, time):
    allowed, named = read_policy()
    bom = json.loads(pathlib.Path(bom_file).read_text())
    known = {file_name(component): component for component in bom["components"]}
    packaged, failures = [], []
    for jar in sorted(pathlib.Path(libraries).rglob("*.jar")):
        component = known.get(jar.name) or component_of(jar, named)
        if component is None:
            failures.append(f"{jar.name}: Maven does not know it. Name its license in release/licenses.txt.")
            continue
        found = [name for name in licenses(component) if name]
        if not allowed.intersection(found):
            failures.append(f"{jar.name}: {', '.join(found) or 'no license'} is not in release/licenses.txt.")
        component["hashes"] = [value for value in component.get("hashes", []) if value["alg"] in ("SHA-256", "SHA-512")]
        packaged.append(component)
    if not packaged:
        failures.append(f"{libraries} contains no library.")
    service = bom["metadata"]["component"]
    old = service["bom-ref"]
    service.update(type="application", version=version, purl=f"pkg:maven/io.herald/herald@{version}?type=jar")
    service["bom-ref"] = service["purl"]
    bom["metadata"]["timestamp"] = time
    bom["components"] = packaged
    refs = {component["bom-ref"] for component in packaged}
    bom["dependencies"] = [
        {"ref": service["bom-ref"] if entry["ref"] == old else entry["ref"],
         "dependsOn": sorted(ref for ref in entry.get("dependsOn", []) if ref in refs)}
        for entry in bom["dependencies"] if entry["ref"] == old or entry["ref"] in refs]
    pathlib.Path(output).write_text(json.dumps(bom, indent=1, ensure_ascii=False) + "\n")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 6:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
