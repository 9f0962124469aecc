"""Deploys infra/template.yaml twice on an emulator of AWS, and uses both stacks as a company would.

    python tests/deployment/deploy.py BINARIES EMULATOR

BINARIES is the folder of the functions' binaries and of `leadwright`; EMULATOR is the program `ministack`. The Python that runs it
has SAM, and boto3 and samtranslator, which come with it. It ends with 1 at the first thing that is not as it should be, and prints what the
functions logged.

It shows: the template deploys by the commands that README has; two stacks share nothing; a post is scored, handed off, mailed, counted and read back by commands; an
event of SES comes back; a rotated secret is taken over by a deployment that says so; a message that fails lands in the dead-letter
queue and is not lost; a restored table is put into use; deleting a stack leaves the other whole, and what the deleted one left can be put into use there.

The emulator has gaps, which `for_emulator` steps around. Nothing else of the template is changed.
"""

import concurrent.futures
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

os.environ.update(AWS_DEFAULT_REGION="us-east-1", AWS_REGION="us-east-1", AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")

import boto3  # noqa: E402
import botocore.config  # noqa: E402
from samtranslator.translator.transform import transform  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402

ROOT = Path(__file__).parents[2]
FIRST, SECOND = "leadwright", "leadwright-staging"
SENDER = "Acme <hello@acme.example>"
# How long something may take that a queue and a cold start lie before.
PATIENCE = 60


class Failed(Exception):
    """Something is not as it should be."""


def check(is_so: bool, what: str, *shown) -> None:
    if not is_so:
        raise Failed(": ".join([what, *map(str, shown)]))


def wait_for(what: str, look, patience: float = PATIENCE):
    """What `look` finds, as soon as it finds something."""
    until = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found
        check(time.monotonic() < until, f"in {patience} s there was no {what}")
        time.sleep(0.5)


class Emulator:
    """The emulator, on a port of its own."""

    def __init__(self, program: str, folder: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "emulator.log"
        environment = dict(os.environ, GATEWAY_PORT=str(self.port), BIND_HOST="127.0.0.1", IOT_MTLS_ENABLED="0", LAMBDA_EXECUTOR="local")
        self.process = subprocess.Popen([program], stdout=self.log.open("w"), stderr=subprocess.STDOUT, env=environment, cwd=folder)
        config = botocore.config.Config(retries={"max_attempts": 1}, read_timeout=180)
        self.client = lambda service: boto3.client(service, endpoint_url=self.url, config=config)

    def is_up(self) -> bool:
        check(self.process.poll() is None, "the emulator ended")
        try:
            return urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=2).status == 200
        except OSError:
            return False

    def mails(self) -> list:
        accounts = json.load(urllib.request.urlopen(f"{self.url}/_ministack/ses/messages", timeout=10))["messages"]
        return [mail for mails in accounts.values() for mail in mails]

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


# ── The template ────────────────────────────────────────────────────────────────────────────────────

def packed(binary: Path, folder: Path) -> Path:
    """A function's binary as Lambda takes it. Without symbols: half the size."""
    bootstrap = folder / f"{binary.name}.bootstrap"
    subprocess.run(["strip", "-o", bootstrap, binary], check=True)
    archive = folder / f"{binary.name}.zip"
    with zipfile.ZipFile(archive, "w") as file:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        file.writestr(entry, bootstrap.read_bytes())
    bootstrap.unlink()
    return archive


def transformed(bucket: str) -> dict:
    """The template as CloudFormation gets it, made by AWS's own translator."""
    template = yaml_parse((ROOT / "infra/template.yaml").read_text())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            binary = resource["Metadata"]["BuildProperties"]["Binary"]
            resource["Properties"]["CodeUri"] = f"s3://{bucket}/{binary}.zip"
        elif resource["Type"] == "AWS::Serverless::LayerVersion":
            resource["Properties"]["ContentUri"] = f"s3://{bucket}/config.zip"
    no_managed_policies = type("Loader", (), {"load": staticmethod(dict)})
    return transform(template, {}, no_managed_policies)


def for_emulator(template: dict, layer: Path) -> dict:
    """Steps around the emulator's gaps."""
    resources, routes = template["Resources"], {}
    # Types that it does not know. They are off unless a mailbox is asked for.
    for name in [name for name, resource in resources.items() if resource["Type"].startswith("AWS::SES::Receipt")]:
        check("Condition" in resources.pop(name), name, "is made by default and not by the emulator")
    for name, resource in resources.items():
        properties = resource.get("Properties", {})
        # A number that comes through a parameter is text there, and stops the poller.
        if resource["Type"] == "AWS::Lambda::EventSourceMapping":
            scaling = properties["ScalingConfig"]
            if isinstance(scaling["MaximumConcurrency"], dict):
                scaling["MaximumConcurrency"] = int(template["Parameters"][scaling["MaximumConcurrency"]["Ref"]]["Default"])
        # Layers are not at /opt.
        elif resource["Type"] == "AWS::Lambda::Function":
            properties["Environment"]["Variables"]["LEADWRIGHT_CONFIG"] = str(layer)
        # The routes of an API's document are not made.
        elif resource["Type"] == "AWS::ApiGatewayV2::Api":
            for path, methods in properties.pop("Body")["paths"].items():
                for method, operation in methods.items():
                    routes.update(route(name, path, method, operation))
            # In place of the document's title.
            properties.update(Name={"Ref": "AWS::StackName"}, ProtocolType="HTTP")
    resources.update(routes)
    return template


def route(api: str, path: str, method: str, operation: dict) -> dict:
    integration = operation["x-amazon-apigateway-integration"]
    name = re.sub(r"\W", "", f"{api}{path}{method}".title())
    method = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
    key = "$default" if path == "/$default" else f"{method} {path}"
    return {
        f"{name}Integration": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {
            "ApiId": {"Ref": api}, "IntegrationType": "AWS_PROXY", "IntegrationUri": integration["uri"],
            "PayloadFormatVersion": integration["payloadFormatVersion"]}},
        f"{name}Route": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {
            "ApiId": {"Ref": api}, "RouteKey": key, "Target": {"Fn::Sub": f"integrations/${{{name}Integration}}"}}},
    }


# ── A stack ─────────────────────────────────────────────────────────────────────────────────────────

class Stack:
    def __init__(self, name: str, environment: str, emulator: Emulator, folder: Path, leadwright: Path):
        self.name, self.environment, self.emulator, self.folder, self.leadwright = name, environment, emulator, folder, leadwright
        self.formation = emulator.client("cloudformation")
        self.table: list = []

    def sam(self, *arguments: str) -> subprocess.CompletedProcess:
        """`sam deploy`, with samconfig.toml, and without its last question."""
        command = [Path(sys.executable).with_name("sam"), "deploy", "--config-env", self.environment, "--config-file", self.folder / "samconfig.toml",
                   "--template-file", self.folder / "template.json", "--no-confirm-changeset", *arguments]
        environment = dict(os.environ, AWS_ENDPOINT_URL=self.emulator.url, SAM_CLI_TELEMETRY="0")
        return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=environment, cwd=self.folder, timeout=240)

    def deploy(self, **changed: str) -> None:
        """Deploys. What is not said anew stays as it is."""
        said = ["--parameter-overrides", " ".join(f'{name}="{value}"' for name, value in changed.items())] if changed else []
        done = self.sam("--fail-on-empty-changeset", *said)
        check(done.returncode == 0, f"sam deploy of {self.name}", done.stdout[-3000:], done.stderr)
        self.ids = self.resources_or_none()

    def change(self, **changed: str) -> None:
        """The same as `deploy`, without the seconds that SAM takes."""
        stack = self.formation.describe_stacks(StackName=self.name)["Stacks"][0]
        kept = [{"ParameterKey": one["ParameterKey"], "UsePreviousValue": True} for one in stack["Parameters"] if one["ParameterKey"] not in changed]
        said = [{"ParameterKey": name, "ParameterValue": value} for name, value in changed.items()]
        self.formation.update_stack(StackName=self.name, UsePreviousTemplate=True, Parameters=kept + said, Capabilities=["CAPABILITY_IAM"])
        self.formation.get_waiter("stack_update_complete").wait(StackName=self.name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
        self.ids = self.resources_or_none()

    def resources_or_none(self) -> dict | None:
        """The names of the stack's resources, by logical id."""
        try:
            pages = self.formation.get_paginator("list_stack_resources").paginate(StackName=self.name)
            return {one["LogicalResourceId"]: one["PhysicalResourceId"] for page in pages for one in page["StackResourceSummaries"]}
        except self.formation.exceptions.ClientError:
            return None

    def post(self, path: str, body: dict, token: str = "") -> int:
        """The status of a request to the stack's API."""
        url = f"{self.emulator.url}/_aws/execute-api/{self.ids['Api']}/$default{path}"
        headers = {"content-type": "application/json", "accept": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        request = urllib.request.Request(url, json.dumps(body).encode(), headers)
        try:
            return urllib.request.urlopen(request, timeout=60).status
        except urllib.error.HTTPError as error:
            return error.code

    def submit(self, number: int) -> str:
        """Posts a form; the address that it is from."""
        address = f"person{number}@customer{number}.example"
        person = {"email": address, "name": "Maria Silva", "company": f"Customer {number}", "phone": "+351 912 345 678", "employees": "120", "message": "Can it work offline?"}
        status = self.post("/forms/demo-request", person)
        check(status == 202, f"{self.name} answered a form with", status)
        return address

    def run(self, *arguments: str) -> str:
        """What a command prints of the deployed stack."""
        command = [self.leadwright, *arguments, "--stack", self.name, *self.table]
        environment = dict(os.environ, AWS_ENDPOINT_URL=self.emulator.url)
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120)
        check(done.returncode == 0, f"leadwright {' '.join(arguments)} --stack {self.name}", done.stderr)
        return done.stdout

    def leads(self) -> set:
        """The addresses of the stack's leads."""
        return {lead["email"] for lead in json.loads(self.run("leads", "--json"))}

    def told_of(self, number: int) -> list:
        """The mails to salespeople about the person with this number."""
        return [mail for mail in self.emulator.mails() if f"Customer {number}:" in mail["Subject"]]

    def invoke(self, function: str) -> None:
        """Runs a function as its schedule does."""
        answer = self.emulator.client("lambda").invoke(FunctionName=self.ids[function], Payload=b"{}")
        said = answer["Payload"].read().decode()
        check("FunctionError" not in answer, f"{self.name}: {function} failed", said)

    def handed_off(self, number: int) -> str:
        """Posts a form, and waits until its lead is scored and the salesperson has the mail."""
        address = self.submit(number)
        wait_for(f"lead {address} in {self.name}", lambda: address in self.leads())
        wait_for(f"mail about {address}", lambda: self.told_of(number))
        return address


# ── What a company does ─────────────────────────────────────────────────────────────────────────────

def a_post_becomes_a_lead_and_is_counted(stack: Stack) -> None:
    address = stack.handed_off(1)
    lead = json.loads(stack.run("lead", address, "--json"))
    check(lead["stage"] == "sql" and lead.get("owner"), "the lead is scored and handed off", lead)
    stack.invoke("Nurture")
    stack.invoke("Rollup")
    stack.invoke("Report")
    rows = json.loads(stack.run("report", "--by", "source", "--json"))
    check("form" in json.dumps(rows), "the report counts the lead by its source", rows)
    stack.run("audit")


def doctor_finds_a_stack_that_works(stack: Stack) -> None:
    command = [stack.leadwright, "doctor", "--json", "--stack", stack.name]
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ, AWS_ENDPOINT_URL=stack.emulator.url), cwd=ROOT, timeout=120)
    check(done.returncode in (0, 1), "doctor", done.stderr)
    errors = [one for one in json.loads(done.stdout) if one["severity"] == "error"]
    check(not errors, "doctor finds nothing wrong with a stack that works", errors)


def an_event_of_ses_comes_back(stack: Stack) -> None:
    address = "person1@customer1.example"
    thanks = [mail for mail in stack.emulator.mails() if address in json.dumps(mail["To"])]
    check(len(thanks) == 1, "the visitor got one thank-you", stack.emulator.mails())
    # The tags that a mail has: which lead and which mail it is.
    lead = json.loads(stack.run("lead", address, "--json"))
    sends = set(re.findall(r"thanks_\w+", json.dumps(lead)))
    check(len(sends) == 1, "the thank-you stands in the lead", lead)
    tags = {"ses:configuration-set": [stack.name], "lead": [lead["id"]], "send": [sends.pop()], "to": ["lead"]}
    event = {
        "eventType": "Bounce",
        "mail": {"timestamp": "2026-11-27T12:00:00.000Z", "source": SENDER, "messageId": thanks[0]["MessageId"], "destination": [address],
                 "tags": tags},
        "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "timestamp": "2026-11-27T12:00:01.000Z", "feedbackId": "bounce-1",
                   "bouncedRecipients": [{"emailAddress": address, "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 unknown"}]},
    }
    stack.emulator.client("sns").publish(TopicArn=stack.ids["SesTopic"], Message=json.dumps(event))
    wait_for("suppressed address", lambda: "is not on" not in stack.run("suppress", address, "--check"))


def a_rotated_token_is_taken_over(stack: Stack) -> None:
    secrets = stack.emulator.client("secretsmanager")
    old = secrets.get_secret_value(SecretId=f"{stack.name}/api-token")["SecretString"]
    lead = {"email": "person1@customer1.example", "kind": "note"}
    accepts = lambda token: stack.post("/activities", lead, token) != 401
    check(accepts(old) and not accepts("another"), "the API takes the token of the secret alone")
    # The two commands of README.
    secrets.put_secret_value(SecretId=f"{stack.name}/api-token", SecretString="rotated-" + old)
    stack.deploy(SecretsVersion="AWSCURRENT")
    check(not accepts(old) and accepts("rotated-" + old), "after a rotation the new token is taken, and the old one is not")


def nobody_deploys_without_a_sender(stack: Stack, config: str) -> None:
    """samconfig.toml as it is in the repository, which nobody has filled in."""
    (stack.folder / "samconfig.toml").write_text(config)
    done = stack.sam()
    check(done.returncode != 0 and "MailFrom" in done.stderr + done.stdout, "without a sender, SAM names what is missing", done.stdout, done.stderr)
    check(not stack.resources_or_none(), "without a sender nothing is deployed")
    answers = f'MailFrom="{SENDER}" AlarmEmail="ops@acme.example" EndpointUrl="{stack.emulator.url}"'
    filled = config.replace('MailFrom="" AlarmEmail=""', answers)
    check(filled.count(answers) == 2, "samconfig.toml has two stacks to fill in", config)
    (stack.folder / "samconfig.toml").write_text(filled)


def a_failing_message_is_not_lost(stack: Stack) -> None:
    """The table in use is not there, until somebody sees the alarm."""
    queues = stack.emulator.client("sqs")
    queue, dead = stack.ids["Activities"], stack.ids["ActivitiesDead"]
    before = queues.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout", "RedrivePolicy"])["Attributes"]
    # As often as in production, and every minute, would take twenty of them.
    hasty = json.dumps(dict(json.loads(before["RedrivePolicy"]), maxReceiveCount=2))
    stack.change(RestoredTable="nowhere")
    queues.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "1", "RedrivePolicy": hasty})
    address = stack.submit(2)
    receive = lambda: queues.receive_message(QueueUrl=dead, MaxNumberOfMessages=10, AttributeNames=["All"], VisibilityTimeout=5).get("Messages")
    messages = wait_for("message in the dead-letter queue", receive)
    check(address in messages[0]["Body"], "the dead letter is the post", messages)
    # The cause is gone; the message goes back, as `aws sqs start-message-move-task` moves it.
    queues.set_queue_attributes(QueueUrl=queue, Attributes=before)
    stack.change(RestoredTable="")
    check(address not in stack.leads(), "the post was not applied", address)
    for message in messages:
        group = message["Attributes"]["MessageGroupId"]
        queues.send_message(QueueUrl=queue, MessageBody=message["Body"], MessageGroupId=group, MessageDeduplicationId=message["MessageId"])
        queues.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
    wait_for(f"lead {address}", lambda: address in stack.leads())
    wait_for(f"mail about {address}", lambda: stack.told_of(2))


def a_restored_table_is_put_into_use(stack: Stack) -> None:
    tables = stack.emulator.client("dynamodb")
    # As the copy of a backup has them.
    own, restored = f"{stack.name}-leads", f"{stack.name}-leads-restored"
    kept = stack.leads()
    description = tables.describe_table(TableName=own)["Table"]
    wanted = ["AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes"]
    index = lambda one: {key: one[key] for key in ["IndexName", "KeySchema", "Projection"]}
    structure = {key: description[key] for key in wanted}
    structure["GlobalSecondaryIndexes"] = [index(one) for one in structure["GlobalSecondaryIndexes"]]
    tables.create_table(TableName=restored, BillingMode="PAY_PER_REQUEST", **structure)
    for page in tables.get_paginator("scan").paginate(TableName=own):
        for item in page["Items"]:
            tables.put_item(TableName=restored, Item=item)
    stack.change(RestoredTable=restored)
    stack.table = ["--table", restored]
    check(stack.leads() == kept, "the restored leads are there", stack.leads())
    address = stack.handed_off(3)
    stack.table = []
    check(address not in stack.leads(), "the stack's own table stays as it is", address)
    stack.table = ["--table", restored]


def deleting_one_leaves_the_other_whole(first: Stack, second: Stack) -> None:
    emulator = first.emulator
    names = lambda service, method, key, get: {get(one) for page in emulator.client(service).get_paginator(method).paginate() for one in page[key]}
    schedules = lambda: names("scheduler", "list_schedules", "Schedules", lambda one: one["Name"])
    queues = lambda: names("sqs", "list_queues", "QueueUrls", lambda url: url.rsplit("/", 1)[1])
    functions = lambda: names("lambda", "list_functions", "Functions", lambda one: one["FunctionName"])
    of = lambda all_names, stack: {name for name in all_names if name.startswith(stack.name + "-")}
    others = lambda: [of(schedules(), second), of(queues(), second), of(functions(), second)]
    before = others()
    check([len(one) for one in before] == [3, 16, 11], "the second stack has schedules, queues and functions of its own", before)
    first.formation.delete_stack(StackName=first.name)
    wait_for("end of the deletion", lambda: not first.resources_or_none() or first_status(first) == "DELETE_COMPLETE", 120)
    check(others() == before, "the second stack is whole", others())
    left = of(functions(), first) - of(functions(), second)
    check(not left, "the first stack's functions are gone", left)
    second.handed_off(4)
    tables = emulator.client("dynamodb").list_tables()["TableNames"]
    check(f"{first.name}-leads" in tables, "the table of a deleted stack stays", tables)


def the_other_stack_takes_over_what_was_left(first: Stack, second: Stack) -> None:
    """README's way back after a deletion: the table that stayed, and the keys that its leads were made with."""
    secrets = first.emulator.client("secretsmanager")
    for name in ["identity-key", "signing-key"]:
        left = secrets.get_secret_value(SecretId=f"{first.name}/{name}")["SecretString"]
        secrets.put_secret_value(SecretId=f"{second.name}/{name}", SecretString=left)
    table = first.table[1]
    second.table = ["--table", table]
    second.change(SecretsVersion="AWSCURRENT", RestoredTable=table)
    before = json.loads(second.run("leads", "--json"))
    known = next(lead for lead in before if lead["email"] == "person2@customer2.example")
    # Somebody known posts again, and is the same lead.
    second.submit(2)
    posts = lambda: sum(one["kind"] == "form_submitted" for one in json.loads(second.run("lead", known["email"], "--json"))["timeline"])
    wait_for("second post of a known lead", lambda: posts() == 2)
    after = json.loads(second.run("leads", "--json"))
    check(len(after) == len(before) == 3, "nobody is there twice", after)
    check({lead["id"] for lead in after} == {lead["id"] for lead in before}, "each lead keeps its id", after)


def first_status(stack: Stack) -> str:
    try:
        return stack.formation.describe_stacks(StackName=stack.name)["Stacks"][0]["StackStatus"]
    except stack.formation.exceptions.ClientError:
        return "DELETE_COMPLETE"


def logs(emulator: Emulator) -> None:
    """What went wrong, as the functions and the emulator said it."""
    client = emulator.client("logs")
    for group in client.describe_log_groups()["logGroups"]:
        events = client.filter_log_events(logGroupName=group["logGroupName"], limit=10000)["events"]
        lines = [event["message"].strip() for event in events if re.search(r"ERROR|WARN|panicked|rror:", event["message"])]
        for line in lines[-5:]:
            print(f"{group['logGroupName']}: {line[:600]}")
    print(f"the emulator's log:\n{emulator.log.read_text()[-3000:]}")


def step(what: str, do) -> None:
    began = time.monotonic()
    do()
    print(f"{what}: {time.monotonic() - began:.0f} s", flush=True)


def main(binaries: Path, program: str) -> int:
    folder = Path(tempfile.mkdtemp(prefix="leadwright-deployment-"))
    emulator = Emulator(program, folder)
    try:
        wait_for("answer of the emulator", emulator.is_up)
        emulator.client("ses").verify_email_identity(EmailAddress="hello@acme.example")
        files, bucket = emulator.client("s3"), "deployment"
        files.create_bucket(Bucket=bucket)
        layer = ROOT / "infra/.config/leadwright.json"

        def upload() -> None:
            template = yaml_parse((ROOT / "infra/template.yaml").read_text())
            names = [one["Metadata"]["BuildProperties"]["Binary"] for one in template["Resources"].values() if one["Type"] == "AWS::Serverless::Function"]
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                for archive in pool.map(lambda name: packed(binaries / name, folder), names):
                    files.upload_file(str(archive), bucket, archive.name)
            with zipfile.ZipFile(folder / "config.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(layer, "leadwright.json")
            files.upload_file(str(folder / "config.zip"), bucket, "config.zip")
            (folder / "template.json").write_text(json.dumps(for_emulator(transformed(bucket), layer)))

        step("packed and uploaded", upload)
        names = [(FIRST, "default"), (SECOND, "staging")]
        first, second = stacks = [Stack(*name, emulator, folder, binaries / "leadwright") for name in names]
        step("nothing deployed without a sender", lambda: nobody_deploys_without_a_sender(first, (ROOT / "samconfig.toml").read_text()))
        for stack in stacks:
            step(f"{stack.name} deployed", stack.deploy)
            # The first tick says in the table how many shards it has, which commands read.
            stack.invoke("Nurture")
        step("a post scored, handed off, counted", lambda: a_post_becomes_a_lead_and_is_counted(first))
        check(second.leads() == set(), "the second stack knows nothing of it", second.leads())
        step("doctor", lambda: doctor_finds_a_stack_that_works(first))
        step("an event of SES", lambda: an_event_of_ses_comes_back(first))
        step("a rotated token", lambda: a_rotated_token_is_taken_over(first))
        step("a failing message, its dead letter, redriven", lambda: a_failing_message_is_not_lost(first))
        step("a restored table", lambda: a_restored_table_is_put_into_use(first))
        step("one stack deleted", lambda: deleting_one_leaves_the_other_whole(first, second))
        step("the other stack over the table that was left", lambda: the_other_stack_takes_over_what_was_left(first, second))
        return 0
    except Exception as error:  # Whatever it is, what the functions said helps.
        print(f"FAILED: {error}" if isinstance(error, Failed) else traceback.format_exc(), flush=True)
        try:
            logs(emulator)
        except Exception as further:
            print(f"no logs: {further}")
        return 1
    finally:
        emulator.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
