export const id = 6906;
export const ids = [6906];
export const modules = {

/***/ 6906:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  bashProblem: () => (/* binding */ bashProblem),
  verifyByBash: () => (/* binding */ verifyByBash)
});
var os__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(857);
var fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9896);
var path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6928);
var node_crypto__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7598);
var node_fs__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3024);
var events__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4434);
var child_process__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5317);
var timers__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(3557);
var node_string_decoder__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(6193);









// node_modules/@actions/io/
var __awaiter$3 = function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
const { chmod, copyFile, lstat, mkdir, open, readdir, rename, rm, rmdir, stat, symlink, unlink } = fs__WEBPACK_IMPORTED_MODULE_1__.promises;
const IS_WINDOWS$1 = process.platform === "win32";
fs__WEBPACK_IMPORTED_MODULE_1__.constants.O_RDONLY;
function exists(fsPath) {
	return __awaiter$3(this, void 0, void 0, function* () {
		try {
			yield stat(fsPath);
		} catch (err) {
			if (err.code === "ENOENT") return false;
			throw err;
		}
		return true;
	});
}
function isRooted(p) {
	p = normalizeSeparators(p);
	if (!p) throw new Error("isRooted() parameter \"p\" cannot be empty");
	if (IS_WINDOWS$1) return p.startsWith("\\") || /^[A-Z]:/i.test(p);
	return p.startsWith("/");
}
function tryGetExecutablePath(filePath, extensions) {
	return __awaiter$3(this, void 0, void 0, function* () {
		let stats = void 0;
		try {
			stats = yield stat(filePath);
		} catch (err) {
			if (err.code !== "ENOENT") console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
		}
		if (stats && stats.isFile()) {
			if (IS_WINDOWS$1) {
				const upperExt = path__WEBPACK_IMPORTED_MODULE_2__.extname(filePath).toUpperCase();
				if (extensions.some((validExt) => validExt.toUpperCase() === upperExt)) return filePath;
			} else if (isUnixExecutable(stats)) return filePath;
		}
		const originalFilePath = filePath;
		for (const extension of extensions) {
			filePath = originalFilePath + extension;
			stats = void 0;
			try {
				stats = yield stat(filePath);
			} catch (err) {
				if (err.code !== "ENOENT") console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
			}
			if (stats && stats.isFile()) {
				if (IS_WINDOWS$1) {
					try {
						const directory = path__WEBPACK_IMPORTED_MODULE_2__.dirname(filePath);
						const upperName = path__WEBPACK_IMPORTED_MODULE_2__.basename(filePath).toUpperCase();
						for (const actualName of yield readdir(directory)) if (upperName === actualName.toUpperCase()) {
							filePath = path__WEBPACK_IMPORTED_MODULE_2__.join(directory, actualName);
							break;
						}
					} catch (err) {
						console.log(`Unexpected error attempting to determine the actual case of the file '${filePath}': ${err}`);
					}
					return filePath;
				} else if (isUnixExecutable(stats)) return filePath;
			}
		}
		return "";
	});
}
function normalizeSeparators(p) {
	p = p || "";
	if (IS_WINDOWS$1) {
		p = p.replace(/\//g, "\\");
		return p.replace(/\\\\+/g, "\\");
	}
	return p.replace(/\/\/+/g, "/");
}
function isUnixExecutable(stats) {
	return (stats.mode & 1) > 0 || (stats.mode & 8) > 0 && process.getgid !== void 0 && stats.gid === process.getgid() || (stats.mode & 64) > 0 && process.getuid !== void 0 && stats.uid === process.getuid();
}
var __awaiter$2 = function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
function which(tool, check) {
	return __awaiter$2(this, void 0, void 0, function* () {
		if (!tool) throw new Error("parameter 'tool' is required");
		if (check) {
			const result = yield which(tool, false);
			if (!result) {
				if (IS_WINDOWS$1) throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also verify the file has a valid extension for an executable file.`);
				else throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`);
			}
			return result;
		}
		const matches = yield findInPath(tool);
		if (matches && matches.length > 0) return matches[0];
		return "";
	});
}
function findInPath(tool) {
	return __awaiter$2(this, void 0, void 0, function* () {
		if (!tool) throw new Error("parameter 'tool' is required");
		const extensions = [];
		if (IS_WINDOWS$1 && process.env["PATHEXT"]) {
			for (const extension of process.env["PATHEXT"].split(path__WEBPACK_IMPORTED_MODULE_2__.delimiter)) if (extension) extensions.push(extension);
		}
		if (isRooted(tool)) {
			const filePath = yield tryGetExecutablePath(tool, extensions);
			if (filePath) return [filePath];
			return [];
		}
		if (tool.includes(path__WEBPACK_IMPORTED_MODULE_2__.sep)) return [];
		const directories = [];
		if (process.env.PATH) {
			for (const p of process.env.PATH.split(path__WEBPACK_IMPORTED_MODULE_2__.delimiter)) if (p) directories.push(p);
		}
		const matches = [];
		for (const directory of directories) {
			const filePath = yield tryGetExecutablePath(path__WEBPACK_IMPORTED_MODULE_2__.join(directory, tool), extensions);
			if (filePath) matches.push(filePath);
		}
		return matches;
	});
}
// node_modules/@actions/exec/
var __awaiter$1 = function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
const IS_WINDOWS = process.platform === "win32";
var ToolRunner = class extends events__WEBPACK_IMPORTED_MODULE_5__.EventEmitter {
	constructor(toolPath, args, options) {
		super();
		if (!toolPath) throw new Error("Parameter 'toolPath' cannot be null or empty.");
		this.toolPath = toolPath;
		this.args = args || [];
		this.options = options || {};
	}
	_debug(message) {
		if (this.options.listeners && this.options.listeners.debug) this.options.listeners.debug(message);
	}
	_getCommandString(options, noPrefix) {
		const toolPath = this._getSpawnFileName();
		const args = this._getSpawnArgs(options);
		let cmd = noPrefix ? "" : "[command]";
		if (IS_WINDOWS) {
			if (this._isCmdFile()) {
				cmd += toolPath;
				for (const a of args) cmd += ` ${a}`;
			} else if (options.windowsVerbatimArguments) {
				cmd += `"${toolPath}"`;
				for (const a of args) cmd += ` ${a}`;
			} else {
				cmd += this._windowsQuoteCmdArg(toolPath);
				for (const a of args) cmd += ` ${this._windowsQuoteCmdArg(a)}`;
			}
		} else {
			cmd += toolPath;
			for (const a of args) cmd += ` ${a}`;
		}
		return cmd;
	}
	_processLineBuffer(data, strBuffer, onLine) {
		try {
			let s = strBuffer + data.toString();
			let n = s.indexOf(os__WEBPACK_IMPORTED_MODULE_0__.EOL);
			while (n > -1) {
				onLine(s.substring(0, n));
				s = s.substring(n + os__WEBPACK_IMPORTED_MODULE_0__.EOL.length);
				n = s.indexOf(os__WEBPACK_IMPORTED_MODULE_0__.EOL);
			}
			return s;
		} catch (err) {
			this._debug(`error processing line. Failed with error ${err}`);
			return "";
		}
	}
	_getSpawnFileName() {
		if (IS_WINDOWS) {
			if (this._isCmdFile()) return process.env["COMSPEC"] || "cmd.exe";
		}
		return this.toolPath;
	}
	_getSpawnArgs(options) {
		if (IS_WINDOWS) {
			if (this._isCmdFile()) {
				let argline = `/D /S /C "${this._windowsQuoteCmdArg(this.toolPath)}`;
				for (const a of this.args) {
					argline += " ";
					argline += options.windowsVerbatimArguments ? a : this._windowsQuoteCmdArg(a);
				}
				argline += "\"";
				return [argline];
			}
		}
		return this.args;
	}
	_endsWith(str, end) {
		return str.endsWith(end);
	}
	_isCmdFile() {
		const upperToolPath = this.toolPath.toUpperCase();
		return this._endsWith(upperToolPath, ".CMD") || this._endsWith(upperToolPath, ".BAT");
	}
	_windowsQuoteCmdArg(arg) {
		if (!this._isCmdFile()) return this._uvQuoteCmdArg(arg);
		if (!arg) return "\"\"";
		const cmdSpecialChars = [
			" ",
			"	",
			"&",
			"(",
			")",
			"[",
			"]",
			"{",
			"}",
			"^",
			"=",
			";",
			"!",
			"'",
			"+",
			",",
			"`",
			"~",
			"|",
			"<",
			">",
			"\""
		];
		let needsQuotes = false;
		for (const char of arg) if (cmdSpecialChars.some((x) => x === char)) {
			needsQuotes = true;
			break;
		}
		if (!needsQuotes) return arg;
		let reverse = "\"";
		let quoteHit = true;
		for (let i = arg.length; i > 0; i--) {
			reverse += arg[i - 1];
			if (quoteHit && arg[i - 1] === "\\") reverse += "\\";
			else if (arg[i - 1] === "\"") {
				quoteHit = true;
				reverse += "\"";
			} else quoteHit = false;
		}
		reverse += "\"";
		return reverse.split("").reverse().join("");
	}
	_uvQuoteCmdArg(arg) {
		if (!arg) return "\"\"";
		if (!arg.includes(" ") && !arg.includes("	") && !arg.includes("\"")) return arg;
		if (!arg.includes("\"") && !arg.includes("\\")) return `"${arg}"`;
		let reverse = "\"";
		let quoteHit = true;
		for (let i = arg.length; i > 0; i--) {
			reverse += arg[i - 1];
			if (quoteHit && arg[i - 1] === "\\") reverse += "\\";
			else if (arg[i - 1] === "\"") {
				quoteHit = true;
				reverse += "\\";
			} else quoteHit = false;
		}
		reverse += "\"";
		return reverse.split("").reverse().join("");
	}
	_cloneExecOptions(options) {
		options = options || {};
		const result = {
			cwd: options.cwd || process.cwd(),
			env: options.env || process.env,
			silent: options.silent || false,
			windowsVerbatimArguments: options.windowsVerbatimArguments || false,
			failOnStdErr: options.failOnStdErr || false,
			ignoreReturnCode: options.ignoreReturnCode || false,
			delay: options.delay || 1e4
		};
		result.outStream = options.outStream || process.stdout;
		result.errStream = options.errStream || process.stderr;
		return result;
	}
	_getSpawnOptions(options, toolPath) {
		options = options || {};
		const result = {};
		result.cwd = options.cwd;
		result.env = options.env;
		result["windowsVerbatimArguments"] = options.windowsVerbatimArguments || this._isCmdFile();
		if (options.windowsVerbatimArguments) result.argv0 = `"${toolPath}"`;
		return result;
	}
	exec() {
		return __awaiter$1(this, void 0, void 0, function* () {
			if (!isRooted(this.toolPath) && (this.toolPath.includes("/") || IS_WINDOWS && this.toolPath.includes("\\"))) this.toolPath = path__WEBPACK_IMPORTED_MODULE_2__.resolve(process.cwd(), this.options.cwd || process.cwd(), this.toolPath);
			this.toolPath = yield which(this.toolPath, true);
			return new Promise((resolve, reject) => __awaiter$1(this, void 0, void 0, function* () {
				this._debug(`exec tool: ${this.toolPath}`);
				this._debug("arguments:");
				for (const arg of this.args) this._debug(`   ${arg}`);
				const optionsNonNull = this._cloneExecOptions(this.options);
				if (!optionsNonNull.silent && optionsNonNull.outStream) optionsNonNull.outStream.write(this._getCommandString(optionsNonNull) + os__WEBPACK_IMPORTED_MODULE_0__.EOL);
				const state = new ExecState(optionsNonNull, this.toolPath);
				state.on("debug", (message) => {
					this._debug(message);
				});
				if (this.options.cwd && !(yield exists(this.options.cwd))) return reject(/* @__PURE__ */ new Error(`The cwd: ${this.options.cwd} does not exist!`));
				const fileName = this._getSpawnFileName();
				const cp = child_process__WEBPACK_IMPORTED_MODULE_6__.spawn(fileName, this._getSpawnArgs(optionsNonNull), this._getSpawnOptions(this.options, fileName));
				let stdbuffer = "";
				if (cp.stdout) cp.stdout.on("data", (data) => {
					if (this.options.listeners && this.options.listeners.stdout) this.options.listeners.stdout(data);
					if (!optionsNonNull.silent && optionsNonNull.outStream) optionsNonNull.outStream.write(data);
					stdbuffer = this._processLineBuffer(data, stdbuffer, (line) => {
						if (this.options.listeners && this.options.listeners.stdline) this.options.listeners.stdline(line);
					});
				});
				let errbuffer = "";
				if (cp.stderr) cp.stderr.on("data", (data) => {
					state.processStderr = true;
					if (this.options.listeners && this.options.listeners.stderr) this.options.listeners.stderr(data);
					if (!optionsNonNull.silent && optionsNonNull.errStream && optionsNonNull.outStream) (optionsNonNull.failOnStdErr ? optionsNonNull.errStream : optionsNonNull.outStream).write(data);
					errbuffer = this._processLineBuffer(data, errbuffer, (line) => {
						if (this.options.listeners && this.options.listeners.errline) this.options.listeners.errline(line);
					});
				});
				cp.on("error", (err) => {
					state.processError = err.message;
					state.processExited = true;
					state.processClosed = true;
					state.CheckComplete();
				});
				cp.on("exit", (code) => {
					state.processExitCode = code;
					state.processExited = true;
					this._debug(`Exit code ${code} received from tool '${this.toolPath}'`);
					state.CheckComplete();
				});
				cp.on("close", (code) => {
					state.processExitCode = code;
					state.processExited = true;
					state.processClosed = true;
					this._debug(`STDIO streams have closed for tool '${this.toolPath}'`);
					state.CheckComplete();
				});
				state.on("done", (error, exitCode) => {
					if (stdbuffer.length > 0) this.emit("stdline", stdbuffer);
					if (errbuffer.length > 0) this.emit("errline", errbuffer);
					cp.removeAllListeners();
					if (error) reject(error);
					else resolve(exitCode);
				});
				if (this.options.input) {
					if (!cp.stdin) throw new Error("child process missing stdin");
					cp.stdin.end(this.options.input);
				}
			}));
		});
	}
};
function argStringToArray(argString) {
	const args = [];
	let inQuotes = false;
	let escaped = false;
	let arg = "";
	function append(c) {
		if (escaped && c !== "\"") arg += "\\";
		arg += c;
		escaped = false;
	}
	for (let i = 0; i < argString.length; i++) {
		const c = argString.charAt(i);
		if (c === "\"") {
			if (!escaped) inQuotes = !inQuotes;
			else append(c);
			continue;
		}
		if (c === "\\" && escaped) {
			append(c);
			continue;
		}
		if (c === "\\" && inQuotes) {
			escaped = true;
			continue;
		}
		if (c === " " && !inQuotes) {
			if (arg.length > 0) {
				args.push(arg);
				arg = "";
			}
			continue;
		}
		append(c);
	}
	if (arg.length > 0) args.push(arg.trim());
	return args;
}
var ExecState = class ExecState extends events__WEBPACK_IMPORTED_MODULE_5__.EventEmitter {
	constructor(options, toolPath) {
		super();
		this.processClosed = false;
		this.processError = "";
		this.processExitCode = 0;
		this.processExited = false;
		this.processStderr = false;
		this.delay = 1e4;
		this.done = false;
		this.timeout = null;
		if (!toolPath) throw new Error("toolPath must not be empty");
		this.options = options;
		this.toolPath = toolPath;
		if (options.delay) this.delay = options.delay;
	}
	CheckComplete() {
		if (this.done) return;
		if (this.processClosed) this._setResult();
		else if (this.processExited) this.timeout = (0,timers__WEBPACK_IMPORTED_MODULE_7__.setTimeout)(ExecState.HandleTimeout, this.delay, this);
	}
	_debug(message) {
		this.emit("debug", message);
	}
	_setResult() {
		let error;
		if (this.processExited) {
			if (this.processError) error = /* @__PURE__ */ new Error(`There was an error when attempting to execute the process '${this.toolPath}'. This may indicate the process failed to start. Error: ${this.processError}`);
			else if (this.processExitCode !== 0 && !this.options.ignoreReturnCode) error = /* @__PURE__ */ new Error(`The process '${this.toolPath}' failed with exit code ${this.processExitCode}`);
			else if (this.processStderr && this.options.failOnStdErr) error = /* @__PURE__ */ new Error(`The process '${this.toolPath}' failed because one or more lines were written to the STDERR stream`);
		}
		if (this.timeout) {
			clearTimeout(this.timeout);
			this.timeout = null;
		}
		this.done = true;
		this.emit("done", error, this.processExitCode);
	}
	static HandleTimeout(state) {
		if (state.done) return;
		if (!state.processClosed && state.processExited) {
			const message = `The STDIO streams did not close within ${state.delay / 1e3} seconds of the exit event from process '${state.toolPath}'. This may indicate a child process inherited the STDIO streams and has not yet exited.`;
			state._debug(message);
		}
		state._setResult();
	}
};
var __awaiter = function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
function exec(commandLine, args, options) {
	return __awaiter(this, void 0, void 0, function* () {
		const commandArgs = argStringToArray(commandLine);
		if (commandArgs.length === 0) throw new Error(`Parameter 'commandLine' cannot be null or empty.`);
		const toolPath = commandArgs[0];
		args = commandArgs.slice(1).concat(args || []);
		return new ToolRunner(toolPath, args, options).exec();
	});
}
// src/github/verify/argument-limit.ts
const LONGEST_STRING = 131072;
const LEAST_TOTAL = 131072;
const MOST_TOTAL = 6291456;
const OTHER_TOTAL = 1048576;
const PER_STRING = 9;
const RESERVED = 8192;
function tooLarge(args, env, total = totalLimit()) {
	const strings = [...args.map((text) => ({
		name: "the command",
		text
	})), ...Object.entries(env).map(([name, value]) => ({
		name,
		text: `${name}=${value}`
	}))].map(({ name, text }) => ({
		name,
		bytes: Buffer.byteLength(text)
	}));
	const [longest] = strings.toSorted((a, b) => b.bytes - a.bytes);
	if (longest && longest.bytes >= LONGEST_STRING) return `${longest.name} has ${longest.bytes} bytes, and the system takes at most 131071`;
	const sum = strings.reduce((bytes, each) => bytes + each.bytes + PER_STRING, RESERVED);
	return sum > total ? `its environment has ${sum} bytes, and the system takes at most ${total}` : void 0;
}
function totalLimit() {
	try {
		const soft = /^Max stack size\s+(\d+|unlimited)/m.exec((0,node_fs__WEBPACK_IMPORTED_MODULE_4__.readFileSync)("/proc/self/limits", "utf8"))?.[1];
		if (soft === void 0) return OTHER_TOTAL;
		return soft === "unlimited" ? MOST_TOTAL : Math.min(MOST_TOTAL, Math.max(LEAST_TOTAL, Number(soft) / 4));
	} catch {
		return OTHER_TOTAL;
	}
}
// src/github/verify/lines.ts
const LONGEST = 2e3;
var LineReader = class {
	#decoder = new node_string_decoder__WEBPACK_IMPORTED_MODULE_8__.StringDecoder("utf8");
	#line;
	#rest = "";
	#ended = false;
	constructor(line) {
		this.#line = line;
	}
	write(chunk) {
		if (!this.#ended) this.#take(this.#decoder.write(chunk));
	}
	end() {
		if (this.#ended) return;
		this.#ended = true;
		this.#take(this.#decoder.end());
		const last = this.#rest.replace(/\r$/, "");
		if (last !== "") this.#line(cut(last));
	}
	#take(text) {
		const parts = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
		this.#rest = parts.pop() ?? "";
		for (const part of parts) this.#line(cut(part));
		if (this.#rest.length > 2 * LONGEST) this.#rest = `${this.#rest.slice(0, 2001)}${this.#rest.endsWith("\r") ? "\r" : ""}`;
	}
};
const cut = (line) => line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
var Tail = class {
	#lines = [];
	#most;
	constructor(most) {
		this.#most = most;
	}
	add(line) {
		this.#lines.push(line);
		if (this.#lines.length > this.#most) this.#lines.shift();
	}
	lines() {
		return [...this.#lines];
	}
};
// src/github/verify/process-tree.ts
const GRACE = 2e3;
const EXIT_POLL_INTERVAL = 50;
const MOST_KILLS = 10;
const MARK = "AMI_ROLLOUT_CHECK_ID";
var ProcessTree = class {
	#mark;
	#leader;
	#ending;
	constructor(mark) {
		this.#mark = `${MARK}=${mark}`;
	}
	get hasLeader() {
		return this.#leader !== void 0;
	}
	leadBy(leader) {
		this.#leader = leader;
	}
	end() {
		this.#ending ??= this.#end();
		return this.#ending;
	}
	kill() {
		this.#signal("SIGKILL");
	}
	async #end() {
		let left = this.#signal("SIGTERM");
		for (let waited = 0; left && waited < GRACE; waited += EXIT_POLL_INTERVAL) {
			await pause(EXIT_POLL_INTERVAL);
			left = this.#signal(0);
		}
		for (let kills = 0; left && kills < MOST_KILLS; kills += 1) {
			left = this.#signal("SIGKILL");
			if (left) await pause(EXIT_POLL_INTERVAL);
		}
	}
	#signal(signal) {
		return [...this.#leader === void 0 ? [] : [-this.#leader], ...marked(this.#mark)].map((pid) => send(pid, signal)).includes(true);
	}
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
function send(pid, signal) {
	try {
		return process.kill(pid, signal);
	} catch {
		return false;
	}
}
function marked(variable) {
	try {
		return (0,node_fs__WEBPACK_IMPORTED_MODULE_4__.readdirSync)("/proc").filter((name) => /^\d+$/.test(name)).filter((id) => environmentOf(id).includes(variable)).map(Number);
	} catch {
		return [];
	}
}
function environmentOf(id) {
	try {
		return (0,node_fs__WEBPACK_IMPORTED_MODULE_4__.readFileSync)(`/proc/${id}/environ`, "utf8").split("\0");
	} catch {
		return [];
	}
}
// src/github/verify/bash.ts
const DRAIN = 500;
const FIRST_LINE = 2e3;
const PROLOGUE = `set -m
exec 3>&2 2>/dev/null
"$BASH" --norc -pc 'printf "%s %s\\n" "$1" "$$"; exec "$BASH" -euo pipefail -c -- "$2"' bash "$1" "$2" </dev/null 2>&3 3>&- &
wait "$!"`;
async function runBash({ command, env, stop, line }) {
	const mark = (0,node_crypto__WEBPACK_IMPORTED_MODULE_3__.randomUUID)();
	const args = [
		"--norc",
		"-pc",
		PROLOGUE,
		"ami-rollout",
		mark,
		command
	];
	const environment = {
		...env,
		[MARK]: mark
	};
	const problem = tooLarge(args, environment);
	if (problem) return { problem: `bash could not be started: ${problem}` };
	const tree = new ProcessTree(mark);
	const kill = () => tree.kill();
	process.once("exit", kill);
	const leader = Promise.withResolvers();
	const stdout = new LineReader((text) => {
		if (!text.startsWith(mark)) return line(text);
		tree.leadBy(Number(text.slice(mark.length)));
		leader.resolve();
	});
	const stderr = new LineReader(line);
	const ended = start(args, environment, {
		stdout,
		stderr
	});
	const stopped = aborted(stop).then(async () => {
		await Promise.race([
			leader.promise,
			ended,
			pause(FIRST_LINE)
		]);
		await tree.end();
	});
	await Promise.race([ended, stopped]);
	await tree.end();
	const end = await Promise.race([ended, pause(DRAIN).then(() => ({}))]);
	process.off("exit", kill);
	stdout.end();
	stderr.end();
	return end;
}
async function start(args, env, { stdout, stderr }) {
	using unheld = catchSpawnError();
	try {
		const run = exec("bash", args, {
			env,
			silent: true,
			ignoreReturnCode: true,
			delay: DRAIN,
			listeners: {
				stdout: readBy(stdout),
				stderr: readBy(stderr)
			}
		});
		const exit = await Promise.race([run, unheld.error]);
		return exit === null ? {} : { exit };
	} catch (error) {
		return { problem: `bash could not be started: ${error instanceof Error ? error.message : String(error)}` };
	}
}
function catchSpawnError() {
	const { promise, reject } = Promise.withResolvers();
	promise.catch(() => {});
	const take = (reason) => {
		if (!isSpawnError(reason)) throw reason;
		reject(reason);
	};
	process.on("unhandledRejection", take);
	return {
		error: promise,
		[Symbol.dispose]: () => process.off("unhandledRejection", take)
	};
}
const isSpawnError = (reason) => reason instanceof Error && ("syscall" in reason && reason.syscall === "spawn" || "code" in reason && reason.code === "ERR_INVALID_ARG_VALUE" || reason.message === "child process missing stdin");
const readBy = (reader) => (chunk) => {
	reader.write(chunk);
	chunk.fill(" ").fill("\n", chunk.length - 1);
};
const aborted = (signal) => new Promise((resolve) => {
	if (signal.aborted) return resolve();
	signal.addEventListener("abort", () => resolve(), { once: true });
});
// src/github/verify/environment.ts
const OURS = /^(INPUT_|STATE_|ACTIONS_|GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$)/;
function verifyEnvironment({ step, facts }, parent, aws) {
	const inherited = Object.entries(parent).filter(([name]) => !OURS.test(name));
	const own = Object.entries({
		step,
		...facts
	}).map(([name, value]) => [`AMI_ROLLOUT_${name.replace(/[^a-z0-9]+/gi, "_").toUpperCase()}`, value]);
	const all = Object.fromEntries([
		...inherited,
		...Object.entries(aws),
		...own
	]);
	return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => value === void 0 ? [] : [[name, value.replaceAll("\0", "�")]]));
}
// src/github/verify.ts
const TAIL_LINES = 20;
const SHOWN_LINES = 1e3;
function verifyByBash(verify) {
	let current;
	let previousEnded = Promise.resolve();
	const end = () => {
		if (current) previousEnded = current.end();
		current = void 0;
		return previousEnded;
	};
	return {
		start(check) {
			current = begin(check, verify, end());
		},
		result: () => current?.result(),
		end
	};
}
async function bashProblem(env) {
	const never = new AbortController().signal;
	const ended = await runBash({
		command: ":",
		env: verifyEnvironment(NOTHING, env, {}),
		stop: never,
		line: () => {}
	});
	return "problem" in ended ? ended.problem : void 0;
}
const NOTHING = {
	step: "",
	facts: {}
};
function begin(check, verify, previousEnded) {
	const tail = new Tail(TAIL_LINES);
	const stop = new AbortController();
	let verdict = { result: "running" };
	let lines = 0;
	const line = (text) => {
		tail.add(text);
		lines += 1;
		if (lines <= SHOWN_LINES) verify.output(text, check.step);
		else if (lines === 1001) verify.output("… further output is not shown", check.step);
	};
	const timer = setTimeout(() => {
		verdict = { result: "timed-out" };
		stop.abort();
	}, check.limit);
	const run = async () => {
		await previousEnded;
		if (stop.signal.aborted) return;
		const env = verifyEnvironment(check, verify.env, verify.aws());
		const ended = await runBash({
			command: verify.command,
			env,
			stop: stop.signal,
			line
		});
		clearTimeout(timer);
		if (verdict.result !== "running") return;
		if ("problem" in ended) line(ended.problem);
		const exit = "exit" in ended ? ended.exit : void 0;
		verdict = {
			result: exit === 0 ? "passed" : "failed",
			...exit === void 0 ? {} : { exit }
		};
	};
	const done = run();
	return {
		result: () => ({
			step: check.step,
			...verdict,
			tail: tail.lines()
		}),
		end() {
			clearTimeout(timer);
			stop.abort();
			return done;
		}
	};
}



/***/ })

};
