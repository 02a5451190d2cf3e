export const id = 2598;
export const ids = [2598];
export const modules = {

/***/ 6399:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  t: () => (/* binding */ batches)
});
// src/aws/batches.ts
const batches = (all, size) => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));



/***/ }),

/***/ 2598:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  commandReadsOf: () => (/* binding */ commandReadsOf),
  commandWritesOf: () => (/* binding */ commandWritesOf)
});
var _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(815);
var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6998);
var _batches_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6399);



// node_modules/@aws-sdk/client-ssm/
var CancelCommandCommand = class extends (0,_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.n, "CancelCommand", _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.a) {};
var DescribeInstanceInformationCommand = class extends (0,_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.n, "DescribeInstanceInformation", _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.o) {};
var GetCommandInvocationCommand = class extends (0,_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.n, "GetCommandInvocation", _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.s) {};
var ListCommandInvocationsCommand = class extends (0,_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.n, "ListCommandInvocations", _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.l) {};
var ListCommandsCommand = class extends (0,_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.n, "ListCommands", _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.u) {};
var SendCommandCommand = class extends (0,_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.r)(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.t, _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.n, "SendCommand", _commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.f) {};
// src/aws/run-command/wrapper.ts
const SHOWN = 8192;
const REBOOT = {
	shell: 194,
	windows: 3010
};
const wrapperFor = (script, { isWindows, seconds }) => isWindows ? powerShell(script, seconds) : shell(script, seconds);
const shell = (script, seconds) => `d=$(mktemp -d) || exit 1
trap 'rm -rf "$d"' EXIT
printf '%s' '${base64(script)}' >"$d/encoded"
base64 -d <"$d/encoded" >"$d/script" 2>"$d/output" || base64 -D <"$d/encoded" >"$d/script" 2>>"$d/output" || { cat "$d/output"; exit 1; }
set -- bash -euo pipefail "$d/script"
if command -v timeout >/dev/null 2>&1; then set -- timeout -k 5 ${seconds} "$@"; fi
"$@" >"$d/output" 2>&1 </dev/null
code=$?
tail -c ${SHOWN} "$d/output"
if [ "$code" -eq ${REBOOT.shell} ]; then
  printf '\\n%s\\n' 'Exit code ${REBOOT.shell} asks Systems Manager for a reboot, so it counts as a failure.'
  code=1
fi
exit "$code"
`;
const powerShell = (script, seconds) => `$directory = Join-Path ([IO.Path]::GetTempPath()) ('ami-rollout-' + [Guid]::NewGuid())
New-Item -ItemType Directory -Path $directory | Out-Null
$file = Join-Path $directory 'script.ps1'
$output = Join-Path $directory 'output.txt'
$errors = Join-Path $directory 'errors.txt'
$code = 1
try {
  $text = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${base64(`$ErrorActionPreference = 'Stop'\n${script}`)}'))
  [IO.File]::WriteAllText($file, $text, (New-Object Text.UTF8Encoding $true))
  $arguments = '-NoProfile -NonInteractive -ExecutionPolicy Bypass -File "' + $file + '"'
  $process = Start-Process powershell.exe -ArgumentList $arguments -NoNewWindow -PassThru -RedirectStandardOutput $output -RedirectStandardError $errors
  $handle = $process.Handle
  if ($process.WaitForExit(${seconds * 1e3})) { $code = $process.ExitCode } else { $process.Kill(); $code = 124 }
  $all = (Get-Content -Raw $output) + (Get-Content -Raw $errors)
  if ($all.Length -gt ${SHOWN}) { $all = $all.Substring($all.Length - ${SHOWN}) }
  Write-Output $all
} finally {
  Remove-Item -Recurse -Force $directory -ErrorAction SilentlyContinue
}
if ($code -eq ${REBOOT.windows}) {
  Write-Output 'Exit code ${REBOOT.windows} asks Systems Manager for a reboot, so it counts as a failure.'
  $code = 1
}
exit $code
`;
const base64 = (text) => Buffer.from(text, "utf8").toString("base64");
// src/aws/run-command.ts
const PAGE = 50;
const DELIVERY = 30;
const MARGIN = 3e5;
const commandReadsOf = (calls) => ({
	async managedInstances(instances) {
		return (await Promise.all((0,_batches_js__WEBPACK_IMPORTED_MODULE_2__.t)(instances, 100).map((batch) => nodesOf(calls, batch)))).flat();
	},
	async commandBy(comment, age) {
		const since = (/* @__PURE__ */ new Date(calls.awsNow() - age - MARGIN)).toISOString().replace(/\.\d+Z$/, "Z");
		return (await (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Bn)(calls, "ListCommands", {
			page: (token, options) => calls.client(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.i).send(new ListCommandsCommand({
				Filters: [{
					key: "InvokedAfter",
					value: since
				}],
				MaxResults: PAGE,
				...token && { NextToken: token }
			}), options),
			items: ({ Commands }) => Commands,
			next: ({ NextToken }) => NextToken,
			enough: (commands) => commands.some(({ Comment }) => Comment === comment)
		})).find(({ Comment }) => Comment === comment)?.CommandId;
	},
	async invocations(command) {
		return (await (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Bn)(calls, "ListCommandInvocations", {
			page: (token, options) => calls.client(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.i).send(new ListCommandInvocationsCommand({
				CommandId: command,
				MaxResults: PAGE,
				...token && { NextToken: token }
			}), options),
			items: ({ CommandInvocations }) => CommandInvocations,
			next: ({ NextToken }) => NextToken
		})).flatMap(({ InstanceId, StatusDetails, Status }) => InstanceId === void 0 ? [] : [{
			instance: InstanceId,
			status: statusFrom(StatusDetails ?? Status)
		}]);
	},
	async commandOutput(command, instance) {
		const get = new GetCommandInvocationCommand({
			CommandId: command,
			InstanceId: instance
		});
		try {
			return await calls.read("GetCommandInvocation", async (options) => outputFrom(await calls.client(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.i).send(get, options)));
		} catch (thrown) {
			if (thrown instanceof _action_js__WEBPACK_IMPORTED_MODULE_1__.Vn && thrown.problem.code === "InvocationDoesNotExist") return void 0;
			throw thrown;
		}
	}
});
async function nodesOf(calls, ids) {
	return (await (0,_action_js__WEBPACK_IMPORTED_MODULE_1__.Bn)(calls, "DescribeInstanceInformation", {
		page: (token, options) => calls.client(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.i).send(new DescribeInstanceInformationCommand({
			Filters: [{
				Key: "InstanceIds",
				Values: [...ids]
			}],
			MaxResults: PAGE,
			...token && { NextToken: token }
		}), options),
		items: ({ InstanceInformationList }) => InstanceInformationList,
		next: ({ NextToken }) => NextToken
	})).flatMap(({ InstanceId, PingStatus, PlatformType }) => InstanceId === void 0 ? [] : [{
		id: InstanceId,
		isOnline: PingStatus === "Online",
		isWindows: PlatformType === "Windows"
	}]);
}
const statuses = new Map([...[
	"Pending",
	"InProgress",
	"Delayed",
	"Cancelling"
].map((name) => [name, "unfinished"]), ...[
	"Success",
	"Failed",
	"Cancelled",
	"Undeliverable",
	"Terminated",
	"DeliveryTimedOut",
	"ExecutionTimedOut",
	"InvalidPlatform",
	"AccessDenied",
	"TimedOut"
].map((name) => [name, name])]);
const statusFrom = (details) => details === void 0 ? "unfinished" : statuses.get(details.replaceAll(" ", "")) ?? "Other";
function outputFrom({ ResponseCode = -1, StandardOutputContent = "", StandardErrorContent = "" }) {
	return {
		tail: `${StandardOutputContent}\n${StandardErrorContent}`.split(/\r?\n/).filter((line) => line.trim() !== "").slice(-20),
		...ResponseCode >= 0 && { exit: ResponseCode }
	};
}
const commandWritesOf = (calls) => ({
	async sendCommand({ comment, script, instances, isWindows, limit }) {
		const seconds = Math.floor(limit / 1e3);
		const send = new SendCommandCommand({
			DocumentName: isWindows ? "AWS-RunPowerShellScript" : "AWS-RunShellScript",
			InstanceIds: [...instances],
			Comment: comment,
			TimeoutSeconds: DELIVERY,
			MaxConcurrency: String(instances.length),
			MaxErrors: "0",
			Parameters: {
				commands: [wrapperFor(script, {
					isWindows,
					seconds
				})],
				executionTimeout: [String(seconds + 10)]
			}
		});
		return calls.writeOnce("SendCommand", async (options) => {
			const { Command } = await calls.onceOnly(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.i).send(send, options);
			if (Command?.CommandId === void 0) throw new _action_js__WEBPACK_IMPORTED_MODULE_1__.Kn("CommandId");
			return Command.CommandId;
		});
	},
	async cancelCommand(command) {
		const cancel = new CancelCommandCommand({ CommandId: command });
		await calls.write("CancelCommand", (options) => calls.client(_commandBuilder_js__WEBPACK_IMPORTED_MODULE_0__.i).send(cancel, options));
	}
});



/***/ })

};
