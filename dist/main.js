import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 5317:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 6698:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:async_hooks");

/***/ }),

/***/ 1421:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 8995:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:module");

/***/ }),

/***/ 8161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 6193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:string_decoder");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 6928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 3557:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");

/***/ }),

/***/ 6998:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  $: () => (/* binding */ checksDue),
  $i: () => (/* binding */ normalizeProvider$1),
  $n: () => (/* binding */ Sha256Node),
  $r: () => (/* binding */ Hash),
  $t: () => (/* binding */ isTerminating),
  A: () => (/* binding */ withRetries),
  Ai: () => (/* binding */ parseIni),
  An: () => (/* binding */ isKnownStatus),
  Ar: () => (/* binding */ normalizeProvider),
  At: () => (/* binding */ notedBy),
  B: () => (/* binding */ asked$1),
  Bi: () => (/* binding */ fromHex),
  Bn: () => (/* binding */ pages),
  Br: () => (/* binding */ determineTimestampFormat),
  Bt: () => (/* binding */ numbersOf),
  C: () => (/* binding */ commitsOf),
  Ci: () => (/* binding */ Client),
  Cn: () => (/* binding */ NOT_LISTED),
  Cr: () => (/* binding */ getRetryPlugin),
  Ct: () => (/* binding */ withAttached),
  D: () => (/* binding */ retryingReads),
  Di: () => (/* binding */ loadSharedConfigFiles),
  Dn: () => (/* binding */ isBaking),
  Dr: () => (/* binding */ DEFAULT_RETRY_MODE),
  Dt: () => (/* binding */ isTransient),
  E: () => (/* binding */ candidateImage),
  Ei: () => (/* binding */ loadConfig),
  En: () => (/* binding */ isActive),
  Er: () => (/* binding */ resolveRetryConfig),
  Et: () => (/* binding */ orMissing),
  F: () => (/* binding */ launchProblem),
  Fi: () => (/* binding */ booleanSelector),
  Fn: () => (/* binding */ isRollingBack),
  Fr: () => (/* binding */ getHostHeaderPlugin),
  Ft: () => (/* binding */ claimOfOther),
  G: () => (/* binding */ orSeveral),
  Gi: () => (/* binding */ quoteHeader),
  Gn: () => (/* binding */ neededElements),
  Gr: () => (/* binding */ HttpBindingNormalizedSchema),
  Gt: () => (/* binding */ shownNote),
  H: () => (/* binding */ idIn),
  Hi: () => (/* binding */ NumericValue),
  Hn: () => (/* binding */ TRIAL),
  Hr: () => (/* binding */ RpcProtocol),
  Ht: () => (/* binding */ HAND_OVER_TAG),
  I: () => (/* binding */ launchedVersion),
  Ii: () => (/* binding */ chain),
  In: () => (/* binding */ isSuccessful),
  Ir: () => (/* binding */ resolveHostHeaderConfig),
  It: () => (/* binding */ formerFact),
  J: () => (/* binding */ warmupOf),
  Ji: () => (/* binding */ parseEpochTimestamp),
  Jn: () => (/* binding */ _ep0),
  Jr: () => (/* binding */ collectBody),
  Jt: () => (/* binding */ isInService),
  K: () => (/* binding */ partitionOf),
  Ki: () => (/* binding */ LazyJsonString),
  Kn: () => (/* binding */ IncompleteAnswer),
  Kr: () => (/* binding */ getHttpOperationBindings),
  Kt: () => (/* binding */ oncePerObject),
  L: () => (/* binding */ sourceOf),
  Li: () => (/* binding */ CredentialsProviderError),
  Ln: () => (/* binding */ names$1),
  Lr: () => (/* binding */ getContentLengthPlugin),
  Lt: () => (/* binding */ lastOfTemplate),
  M: () => (/* binding */ existingTarget),
  Mi: () => (/* binding */ getProfileName),
  Mn: () => (/* binding */ isReplacing),
  Mr: () => (/* binding */ getHttpAuthSchemeEndpointRuleSetPlugin),
  Mt: () => (/* binding */ rollbackNoteIn),
  N: () => (/* binding */ foundTemplates),
  Ni: () => (/* binding */ getHomeDir),
  Nn: () => (/* binding */ isRollbackFailed),
  Nr: () => (/* binding */ getRecursionDetectionPlugin),
  Nt: () => (/* binding */ unbegunRollback),
  O: () => (/* binding */ triesFor),
  Oi: () => (/* binding */ fileIntercept),
  On: () => (/* binding */ isCancelled),
  Or: () => (/* binding */ resolveUserAgentConfig),
  Ot: () => (/* binding */ onDemand),
  P: () => (/* binding */ groupTemplate),
  Pi: () => (/* binding */ SelectorType),
  Pn: () => (/* binding */ isRolledBack),
  Pr: () => (/* binding */ getLoggerPlugin),
  Pt: () => (/* binding */ LAST_TAG),
  Q: () => (/* binding */ CHECK_INTERVAL),
  Qi: () => (/* binding */ parseUrl),
  Qn: () => (/* binding */ DescribeLaunchConfigurations$),
  Qr: () => (/* binding */ streamCollector),
  Qt: () => (/* binding */ isStandby),
  R: () => (/* binding */ targetImage),
  Ri: () => (/* binding */ ProviderError),
  Rn: () => (/* binding */ namesVersion),
  Rr: () => (/* binding */ getHttpHandlerExtensionConfiguration),
  Rt: () => (/* binding */ lastRolloutOf),
  S: () => (/* binding */ commitPairOf),
  Si: () => (/* binding */ deref),
  Sn: () => (/* binding */ tokenFor$1),
  Sr: () => (/* binding */ getUserAgentPlugin),
  St: () => (/* binding */ warmBy),
  T: () => (/* binding */ candidateId),
  Ti: () => (/* binding */ NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS),
  Tn: () => (/* binding */ hasRollback),
  Tr: () => (/* binding */ NODE_RETRY_MODE_CONFIG_OPTIONS),
  Tt: () => (/* binding */ withoutCommands),
  U: () => (/* binding */ isMoving),
  Ui: () => (/* binding */ splitHeader),
  Un: () => (/* binding */ collectProblems),
  Ur: () => (/* binding */ HttpProtocol),
  Ut: () => (/* binding */ handOverNote),
  V: () => (/* binding */ commitIn),
  Vi: () => (/* binding */ toHex),
  Vn: () => (/* binding */ AwsProblem),
  Vr: () => (/* binding */ FromStringShapeDeserializer),
  Vt: () => (/* binding */ provenLastRollout),
  W: () => (/* binding */ matrixOf),
  Wi: () => (/* binding */ splitEvery),
  Wn: () => (/* binding */ problemIn),
  Wr: () => (/* binding */ SerdeContext),
  Wt: () => (/* binding */ handedOverBy),
  X: () => (/* binding */ commandsNoted),
  Xi: () => (/* binding */ parseRfc3339DateTimeWithOffset),
  Xn: () => (/* binding */ command),
  Xr: () => (/* binding */ writeKey$2),
  Xt: () => (/* binding */ isLeaving),
  Y: () => (/* binding */ runLinksFrom),
  Yi: () => (/* binding */ parseRfc3339DateTime),
  Yn: () => (/* binding */ _mw0),
  Yr: () => (/* binding */ generateIdempotencyToken),
  Yt: () => (/* binding */ isLaunching),
  Z: () => (/* binding */ noteCommands),
  Zi: () => (/* binding */ parseRfc7231DateTime),
  Zn: () => (/* binding */ AutoScalingClient),
  Zr: () => (/* binding */ sdkStreamMixin),
  Zt: () => (/* binding */ isRetained),
  _: () => (/* binding */ rollbackTargetOf),
  _a: () => (/* binding */ stopOnSignals),
  _i: () => (/* binding */ ServiceException),
  _n: () => (/* binding */ isCopied),
  _r: () => (/* binding */ getAwsRegionExtensionConfiguration),
  _t: () => (/* binding */ hasImage),
  a: () => (/* binding */ exitOf),
  aa: () => (/* binding */ toBase64$1),
  ai: () => (/* binding */ BinaryDecisionDiagram),
  an: () => (/* binding */ aliasTagFor),
  at: () => (/* binding */ isImpairedByItself),
  b: () => (/* binding */ confirmTags),
  bi: () => (/* binding */ NormalizedSchema),
  bn: () => (/* binding */ describe),
  br: () => (/* binding */ NODE_APP_ID_CONFIG_OPTIONS),
  bt: () => (/* binding */ isMember),
  c: () => (/* binding */ tryWatchReads),
  ca: () => (/* binding */ getDefaultSocketTimeout),
  ci: () => (/* binding */ resolveRegionConfig),
  cn: () => (/* binding */ meaning),
  ct: () => (/* binding */ progress),
  d: () => (/* binding */ noRoomScope),
  da: () => (/* binding */ debug),
  di: () => (/* binding */ makeBuilder),
  dn: () => (/* binding */ withAliasTag),
  dr: () => (/* binding */ resolveAwsSdkSigV4Config),
  dt: () => (/* binding */ isHealthy),
  ea: () => (/* binding */ HttpRequest),
  ei: () => (/* binding */ getEndpointPlugin),
  en: () => (/* binding */ isWaitingForHook),
  er: () => (/* binding */ AwsQueryProtocol),
  et: () => (/* binding */ hasPassed),
  f: () => (/* binding */ architecturesOf),
  fa: () => (/* binding */ error),
  fi: () => (/* binding */ NoOpLogger),
  fn: () => (/* binding */ originIn),
  fr: () => (/* binding */ SignatureV4),
  ft: () => (/* binding */ isUnchecked),
  g: () => (/* binding */ hasSucceeded),
  ga: () => (/* binding */ warning),
  gi: () => (/* binding */ loadConfigsForDefaultMode),
  gn: () => (/* binding */ ancestors),
  gr: () => (/* binding */ getSkewCorrectedDate),
  gt: () => (/* binding */ coverage),
  h: () => (/* binding */ hasFailed),
  ha: () => (/* binding */ setSecret),
  hi: () => (/* binding */ emitWarningIfUnsupportedVersion),
  hn: () => (/* binding */ withRefresh),
  hr: () => (/* binding */ validateSigningProperties),
  ht: () => (/* binding */ targetsIn),
  i: () => (/* binding */ codeOf),
  ia: () => (/* binding */ toUtf8$1),
  ii: () => (/* binding */ EndpointCache),
  "in": () => (/* binding */ aliasTag),
  it: () => (/* binding */ isImpaired),
  j: () => (/* binding */ currentImage),
  ji: () => (/* binding */ getConfigFilepath),
  jn: () => (/* binding */ isPending),
  jr: () => (/* binding */ getHttpSigningPlugin),
  jt: () => (/* binding */ rollbackNote),
  k: () => (/* binding */ triesToRollBack),
  ki: () => (/* binding */ readFile$1),
  kn: () => (/* binding */ isCancelling),
  kr: () => (/* binding */ DefaultIdentityProviderConfig),
  kt: () => (/* binding */ ROLLBACK_TAG),
  l: () => (/* binding */ launchEnvironmentOf),
  la: () => (/* binding */ setCredentialFeature),
  li: () => (/* binding */ NODE_REGION_CONFIG_FILE_OPTIONS),
  ln: () => (/* binding */ taggedAliases),
  lt: () => (/* binding */ healthIn),
  m: () => (/* binding */ launchedTypes),
  ma: () => (/* binding */ setOutput),
  mi: () => (/* binding */ resolveDefaultRuntimeConfig),
  mn: () => (/* binding */ originText),
  mr: () => (/* binding */ AwsSdkSigV4Signer),
  mt: () => (/* binding */ nounOf),
  n: () => (/* binding */ post),
  na: () => (/* binding */ getSmithyContext),
  ni: () => (/* binding */ decideEndpoint),
  nn: () => (/* binding */ agreedAliases),
  nr: () => (/* binding */ NodeHttpHandler),
  nt: () => (/* binding */ withChecks),
  o: () => (/* binding */ nothingOf),
  oa: () => (/* binding */ fromUtf8$1),
  oi: () => (/* binding */ resolveParams),
  on: () => (/* binding */ isAlias),
  ot: () => (/* binding */ passesAll),
  p: () => (/* binding */ fittingTo),
  pa: () => (/* binding */ info),
  pi: () => (/* binding */ getDefaultExtensionConfiguration),
  pn: () => (/* binding */ originOf),
  pr: () => (/* binding */ NODE_AUTH_SCHEME_PREFERENCE_OPTIONS),
  pt: () => (/* binding */ judgingNobody),
  qi: () => (/* binding */ dateToUtcString),
  qn: () => (/* binding */ DescribeAutoScalingGroupsCommand),
  qr: () => (/* binding */ extendedEncodeURIComponent),
  qt: () => (/* binding */ isDetaching),
  r: () => (/* binding */ githubProblemWords),
  ra: () => (/* binding */ IniSectionType),
  ri: () => (/* binding */ customEndpointFunctions),
  rn: () => (/* binding */ aliasFact),
  rr: () => (/* binding */ defaultProvider),
  rt: () => (/* binding */ isHostImpaired),
  s: () => (/* binding */ survey),
  sa: () => (/* binding */ fromBase64),
  si: () => (/* binding */ resolveDefaultsModeConfig),
  sn: () => (/* binding */ mayRestore),
  st: () => (/* binding */ unpassedChecks),
  t: () => (/* binding */ main),
  ta: () => (/* binding */ hasOwn),
  ti: () => (/* binding */ resolveEndpointConfig),
  tn: () => (/* binding */ ALIAS_TAG),
  tr: () => (/* binding */ ProtocolLib),
  tt: () => (/* binding */ lacksCapacity),
  u: () => (/* binding */ isNoRoom),
  ua: () => (/* binding */ emitWarningIfUnsupportedVersion$1),
  ui: () => (/* binding */ NODE_REGION_CONFIG_OPTIONS),
  un: () => (/* binding */ versionOf),
  ur: () => (/* binding */ fromEnv),
  ut: () => (/* binding */ isClassic),
  v: () => (/* binding */ launchedBy),
  va: () => (/* binding */ systemClock),
  vi: () => (/* binding */ Command),
  vn: () => (/* binding */ markerOf),
  vr: () => (/* binding */ resolveAwsRegionExtensionConfiguration),
  vt: () => (/* binding */ runs),
  w: () => (/* binding */ isSameCommit),
  wi: () => (/* binding */ NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS),
  wn: () => (/* binding */ hasCancel),
  wr: () => (/* binding */ NODE_MAX_ATTEMPT_CONFIG_OPTIONS),
  wt: () => (/* binding */ visible),
  x: () => (/* binding */ commitOf),
  xi: () => (/* binding */ getSchemaSerdePlugin),
  xn: () => (/* binding */ markerIn),
  xr: () => (/* binding */ createDefaultUserAgentProvider),
  xt: () => (/* binding */ unitsOf),
  y: () => (/* binding */ parameterIn),
  yi: () => (/* binding */ TypeRegistry),
  yn: () => (/* binding */ markerOn),
  yr: () => (/* binding */ awsEndpointFunctions),
  yt: () => (/* binding */ capacityOf),
  z: () => (/* binding */ versionToRestore),
  zi: () => (/* binding */ calculateBodyLength),
  zn: () => (/* binding */ present),
  zr: () => (/* binding */ resolveHttpHandlerRuntimeConfig),
  zt: () => (/* binding */ lastRolloutText)
});

// UNUSED EXPORTS: ar, cr, ir, lr, or, q, sr

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(857);
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");
// EXTERNAL MODULE: external "fs"
var external_fs_ = __nccwpck_require__(9896);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(8161);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(1455);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __nccwpck_require__(7075);
;// CONCATENATED MODULE: external "node:process"
const external_node_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:process");
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");
;// CONCATENATED MODULE: ./action.js













// src/clock.ts
const systemClock = {
	now: () => Date.now(),
	sleep: (ms, stop) => new Promise((resolve) => {
		if (stop?.aborted) return resolve();
		const wake = () => {
			clearTimeout(timer);
			stop?.removeEventListener("abort", wake);
			resolve();
		};
		const timer = setTimeout(wake, ms);
		stop?.addEventListener("abort", wake, { once: true });
	})
};
// src/github/signals.ts
function stopOnSignals() {
	const controller = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => controller.abort(signal));
	return controller.signal;
}
// node_modules/@actions/core/
function toCommandValue(input) {
	if (input === null || input === void 0) return "";
	else if (typeof input === "string" || input instanceof String) return input;
	return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) return {};
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	};
}
function issueCommand(command, properties, message) {
	const cmd = new Command$1(command, properties, message);
	process.stdout.write(cmd.toString() + external_os_.EOL);
}
const CMD_STRING = "::";
var Command$1 = class {
	constructor(command, properties, message) {
		if (!command) command = "missing.command";
		this.command = command;
		this.properties = properties;
		this.message = message;
	}
	toString() {
		let cmdStr = CMD_STRING + this.command;
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += " ";
			let first = true;
			for (const key in this.properties) if (this.properties.hasOwnProperty(key)) {
				const val = this.properties[key];
				if (val) {
					if (first) first = false;
					else cmdStr += ",";
					cmdStr += `${key}=${escapeProperty(val)}`;
				}
			}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
		return cmdStr;
	}
};
function escapeData(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}
function issueFileCommand(command, message) {
	const filePath = process.env[`GITHUB_${command}`];
	if (!filePath) throw new Error(`Unable to find environment variable for file command ${command}`);
	if (!external_fs_.existsSync(filePath)) throw new Error(`Missing file at path: ${filePath}`);
	external_fs_.appendFileSync(filePath, `${toCommandValue(message)}${external_os_.EOL}`, { encoding: "utf8" });
}
function prepareKeyValueMessage(key, value) {
	const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
	const convertedValue = toCommandValue(value);
	if (key.includes(delimiter)) throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
	if (convertedValue.includes(delimiter)) throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
	return `${key}<<${delimiter}${external_os_.EOL}${convertedValue}${external_os_.EOL}${delimiter}`;
}
// scripts/build/oidc.ts
const OidcClient = { async getIDToken(audience) {
	return (await __nccwpck_require__.e(/* import() */ 7878).then(__nccwpck_require__.bind(__nccwpck_require__, 7878))).OidcClient.getIDToken(audience);
} };
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
const { access, appendFile, writeFile } = external_fs_.promises;
const SUMMARY_ENV_VAR = "GITHUB_STEP_SUMMARY";
var Summary = class {
	constructor() {
		this._buffer = "";
	}
	filePath() {
		return __awaiter$2(this, void 0, void 0, function* () {
			if (this._filePath) return this._filePath;
			const pathFromEnv = process.env[SUMMARY_ENV_VAR];
			if (!pathFromEnv) throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
			try {
				yield access(pathFromEnv, external_fs_.constants.R_OK | external_fs_.constants.W_OK);
			} catch (_a) {
				throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
			}
			this._filePath = pathFromEnv;
			return this._filePath;
		});
	}
	wrap(tag, content, attrs = {}) {
		const htmlAttrs = Object.entries(attrs).map(([key, value]) => ` ${key}="${value}"`).join("");
		if (!content) return `<${tag}${htmlAttrs}>`;
		return `<${tag}${htmlAttrs}>${content}</${tag}>`;
	}
	write(options) {
		return __awaiter$2(this, void 0, void 0, function* () {
			const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
			const filePath = yield this.filePath();
			yield (overwrite ? writeFile : appendFile)(filePath, this._buffer, { encoding: "utf8" });
			return this.emptyBuffer();
		});
	}
	clear() {
		return __awaiter$2(this, void 0, void 0, function* () {
			return this.emptyBuffer().write({ overwrite: true });
		});
	}
	stringify() {
		return this._buffer;
	}
	isEmptyBuffer() {
		return this._buffer.length === 0;
	}
	emptyBuffer() {
		this._buffer = "";
		return this;
	}
	addRaw(text, addEOL = false) {
		this._buffer += text;
		return addEOL ? this.addEOL() : this;
	}
	addEOL() {
		return this.addRaw(external_os_.EOL);
	}
	addCodeBlock(code, lang) {
		const attrs = Object.assign({}, lang && { lang });
		const element = this.wrap("pre", this.wrap("code", code), attrs);
		return this.addRaw(element).addEOL();
	}
	addList(items, ordered = false) {
		const tag = ordered ? "ol" : "ul";
		const listItems = items.map((item) => this.wrap("li", item)).join("");
		const element = this.wrap(tag, listItems);
		return this.addRaw(element).addEOL();
	}
	addTable(rows) {
		const tableBody = rows.map((row) => {
			const cells = row.map((cell) => {
				if (typeof cell === "string") return this.wrap("td", cell);
				const { header, data, colspan, rowspan } = cell;
				const tag = header ? "th" : "td";
				const attrs = Object.assign(Object.assign({}, colspan && { colspan }), rowspan && { rowspan });
				return this.wrap(tag, data, attrs);
			}).join("");
			return this.wrap("tr", cells);
		}).join("");
		const element = this.wrap("table", tableBody);
		return this.addRaw(element).addEOL();
	}
	addDetails(label, content) {
		const element = this.wrap("details", this.wrap("summary", label) + content);
		return this.addRaw(element).addEOL();
	}
	addImage(src, alt, options) {
		const { width, height } = options || {};
		const attrs = Object.assign(Object.assign({}, width && { width }), height && { height });
		const element = this.wrap("img", null, Object.assign({
			src,
			alt
		}, attrs));
		return this.addRaw(element).addEOL();
	}
	addHeading(text, level) {
		const tag = `h${level}`;
		const allowedTag = [
			"h1",
			"h2",
			"h3",
			"h4",
			"h5",
			"h6"
		].includes(tag) ? tag : "h1";
		const element = this.wrap(allowedTag, text);
		return this.addRaw(element).addEOL();
	}
	addSeparator() {
		const element = this.wrap("hr", null);
		return this.addRaw(element).addEOL();
	}
	addBreak() {
		const element = this.wrap("br", null);
		return this.addRaw(element).addEOL();
	}
	addQuote(text, cite) {
		const attrs = Object.assign({}, cite && { cite });
		const element = this.wrap("blockquote", text, attrs);
		return this.addRaw(element).addEOL();
	}
	addLink(text, href) {
		const element = this.wrap("a", text, { href });
		return this.addRaw(element).addEOL();
	}
};
new Summary();
external_os_.platform();
external_os_.arch();
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
var ExitCode;
(function(ExitCode) {
	ExitCode[ExitCode["Success"] = 0] = "Success";
	ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
function setSecret(secret) {
	issueCommand("add-mask", {}, secret);
}
function setOutput(name, value) {
	if (process.env["GITHUB_OUTPUT"] || "") return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
	process.stdout.write(external_os_.EOL);
	issueCommand("set-output", { name }, toCommandValue(value));
}
function debug(message) {
	issueCommand("debug", {}, message);
}
function error(message, properties = {}) {
	issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function warning(message, properties = {}) {
	issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function info(message) {
	process.stdout.write(message + external_os_.EOL);
}
function saveState(name, value) {
	if (process.env["GITHUB_STATE"] || "") return issueFileCommand("STATE", prepareKeyValueMessage(name, value));
	issueCommand("save-state", { name }, toCommandValue(value));
}
function getState(name) {
	return process.env[`STATE_${name}`] || "";
}
function getIDToken(aud) {
	return __awaiter(this, void 0, void 0, function* () {
		return yield OidcClient.getIDToken(aud);
	});
}
// node_modules/@aws-sdk/core/
const state = { warningEmitted: false };
const emitWarningIfUnsupportedVersion$1 = (version) => {
	if (version && !state.warningEmitted) {
		if (process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED === "true") {
			state.warningEmitted = true;
			return;
		}
		const userMajorVersion = parseInt(version.substring(1, version.indexOf(".")));
		const vv = 22;
		if (userMajorVersion < vv) {
			state.warningEmitted = true;
			process.emitWarning(`NodeVersionSupportWarning: The AWS SDK for JavaScript (v3)
versions published after the first week of January 2027
will require node >=${vv}. You are running node ${version}.

To continue receiving updates to AWS services, bug fixes,
and security updates please upgrade to node >=${vv}.

More information can be found at: https://a.co/c895JFp`);
		}
	}
};
function setCredentialFeature(credentials, feature, value) {
	if (!credentials.$source) credentials.$source = {};
	credentials.$source[feature] = value;
	return credentials;
}
function setFeature$1(context, feature, value) {
	if (!context.__aws_sdk_context) context.__aws_sdk_context = { features: {} };
	else if (!context.__aws_sdk_context.features) context.__aws_sdk_context.features = {};
	context.__aws_sdk_context.features[feature] = value;
}
const isDefaultSocketTimeoutEnabled = () => typeof process === "object" && process?.env?.AWS_ENABLE_DEFAULT_SOCKET_TIMEOUT_2026 === "true";
const getDefaultSocketTimeout = (requestHandler, timeoutMs) => {
	if (!isDefaultSocketTimeoutEnabled()) return;
	if (typeof requestHandler?.handle === "function") return;
	return timeoutMs;
};
// node_modules/@smithy/core/
const isArrayBuffer = (arg) => typeof ArrayBuffer === "function" && arg instanceof ArrayBuffer || Object.prototype.toString.call(arg) === "[object ArrayBuffer]";
const fromArrayBuffer = (input, offset = 0, length = input.byteLength - offset) => {
	if (!isArrayBuffer(input)) throw new TypeError(`The "input" argument must be ArrayBuffer. Received type ${typeof input} (${input})`);
	return Buffer.from(input, offset, length);
};
const fromString = (input, encoding) => {
	if (typeof input !== "string") throw new TypeError(`The "input" argument must be of type string. Received type ${typeof input} (${input})`);
	return encoding ? Buffer.from(input, encoding) : Buffer.from(input);
};
const BASE64_REGEX = /^[A-Za-z0-9+/]*={0,2}$/;
const fromBase64 = (input) => {
	if (input.length * 3 % 4 !== 0) throw new TypeError(`Incorrect padding on base64 string.`);
	if (!BASE64_REGEX.exec(input)) throw new TypeError(`Invalid base64 string.`);
	const buffer = fromString(input, "base64");
	return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
};
const fromUtf8$1 = (input) => {
	const buf = fromString(input, "utf8");
	return new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength / Uint8Array.BYTES_PER_ELEMENT);
};
const toBase64$1 = (_input) => {
	let input;
	if (typeof _input === "string") input = fromUtf8$1(_input);
	else input = _input;
	if (typeof input !== "object" || typeof input.byteOffset !== "number" || typeof input.byteLength !== "number") throw new Error("@smithy/util-base64: toBase64 encoder function only accepts string | Uint8Array.");
	return fromArrayBuffer(input.buffer, input.byteOffset, input.byteLength).toString("base64");
};
function bindUint8ArrayBlobAdapter(toUtf8, fromUtf8, toBase64, fromBase64) {
	return class Uint8ArrayBlobAdapter extends Uint8Array {
		static fromString(source, encoding = "utf-8") {
			if (typeof source === "string") {
				if (encoding === "base64") return Uint8ArrayBlobAdapter.mutate(fromBase64(source));
				return Uint8ArrayBlobAdapter.mutate(fromUtf8(source));
			}
			throw new Error(`Unsupported conversion from ${typeof source} to Uint8ArrayBlobAdapter.`);
		}
		static mutate(source) {
			Object.setPrototypeOf(source, Uint8ArrayBlobAdapter.prototype);
			return source;
		}
		transformToString(encoding = "utf-8") {
			if (encoding === "base64") return toBase64(this);
			return toUtf8(this);
		}
	};
}
const toUtf8$1 = (input) => {
	if (typeof input === "string") return input;
	if (typeof input !== "object" || typeof input.byteOffset !== "number" || typeof input.byteLength !== "number") throw new Error("@smithy/util-utf8: toUtf8 encoder function only accepts string | Uint8Array.");
	return fromArrayBuffer(input.buffer, input.byteOffset, input.byteLength).toString("utf8");
};
const decimalToHex = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
function bindV4(getRandomValues) {
	if (typeof crypto !== "undefined" && typeof crypto.randomUUID === "function") return () => crypto.randomUUID();
	return () => {
		const rnds = /* @__PURE__ */ new Uint8Array(16);
		getRandomValues(rnds);
		rnds[6] = rnds[6] & 15 | 64;
		rnds[8] = rnds[8] & 63 | 128;
		return decimalToHex[rnds[0]] + decimalToHex[rnds[1]] + decimalToHex[rnds[2]] + decimalToHex[rnds[3]] + "-" + decimalToHex[rnds[4]] + decimalToHex[rnds[5]] + "-" + decimalToHex[rnds[6]] + decimalToHex[rnds[7]] + "-" + decimalToHex[rnds[8]] + decimalToHex[rnds[9]] + "-" + decimalToHex[rnds[10]] + decimalToHex[rnds[11]] + decimalToHex[rnds[12]] + decimalToHex[rnds[13]] + decimalToHex[rnds[14]] + decimalToHex[rnds[15]];
	};
}
// node_modules/@smithy/types/
var EndpointURLScheme;
(function(EndpointURLScheme) {
	EndpointURLScheme["HTTP"] = "http";
	EndpointURLScheme["HTTPS"] = "https";
})(EndpointURLScheme || (EndpointURLScheme = {}));
var AlgorithmId;
(function(AlgorithmId) {
	AlgorithmId["MD5"] = "md5";
	AlgorithmId["CRC32"] = "crc32";
	AlgorithmId["CRC32C"] = "crc32c";
	AlgorithmId["SHA1"] = "sha1";
	AlgorithmId["SHA256"] = "sha256";
})(AlgorithmId || (AlgorithmId = {}));
const SMITHY_CONTEXT_KEY = "__smithy_context";
var IniSectionType;
(function(IniSectionType) {
	IniSectionType["PROFILE"] = "profile";
	IniSectionType["SSO_SESSION"] = "sso-session";
	IniSectionType["SERVICES"] = "services";
})(IniSectionType || (IniSectionType = {}));
// node_modules/@smithy/core/
const getSmithyContext = (context) => context["__smithy_context"] || (context["__smithy_context"] = {});
function hasOwn(o, k) {
	return Object.prototype.hasOwnProperty.call(o, k);
}
var HttpRequest = class HttpRequest {
	method;
	protocol;
	hostname;
	port;
	path;
	query;
	headers;
	username;
	password;
	fragment;
	body;
	constructor(options) {
		this.method = options.method || "GET";
		this.hostname = options.hostname || "localhost";
		this.port = options.port;
		this.query = options.query || {};
		this.headers = options.headers || {};
		this.body = options.body;
		this.protocol = options.protocol ? options.protocol.slice(-1) !== ":" ? `${options.protocol}:` : options.protocol : "https:";
		this.path = options.path ? options.path.charAt(0) !== "/" ? `/${options.path}` : options.path : "/";
		this.username = options.username;
		this.password = options.password;
		this.fragment = options.fragment;
	}
	static clone(request) {
		const cloned = new HttpRequest({
			...request,
			headers: { ...request.headers }
		});
		if (cloned.query) cloned.query = cloneQuery(cloned.query);
		return cloned;
	}
	static isInstance(request) {
		if (!request) return false;
		const req = request;
		return "method" in req && "protocol" in req && "hostname" in req && "path" in req && typeof req["query"] === "object" && typeof req["headers"] === "object";
	}
	clone() {
		return HttpRequest.clone(this);
	}
};
function cloneQuery(query) {
	return Object.keys(query).reduce((carry, paramName) => {
		const param = query[paramName];
		return {
			...carry,
			[paramName]: Array.isArray(param) ? [...param] : param
		};
	}, {});
}
var HttpResponse = class {
	statusCode;
	reason;
	headers;
	body;
	constructor(options) {
		this.statusCode = options.statusCode;
		this.reason = options.reason;
		this.headers = options.headers || {};
		this.body = options.body;
	}
	static isInstance(response) {
		if (!response) return false;
		const resp = response;
		return typeof resp.statusCode === "number" && typeof resp.headers === "object";
	}
};
const VALID_HOST_LABEL_REGEX = new RegExp(`^(?!.*-$)(?!-)[a-zA-Z0-9-]{1,63}$`);
const isValidHostLabel = (value, allowSubDomains = false) => {
	if (!allowSubDomains) return VALID_HOST_LABEL_REGEX.test(value);
	const labels = value.split(".");
	for (const label of labels) if (!isValidHostLabel(label)) return false;
	return true;
};
function isValidHostname(hostname) {
	return /^[a-z0-9][a-z0-9.-]*[a-z0-9]$/.test(hostname);
}
const normalizeProvider$1 = (input) => {
	if (typeof input === "function") return input;
	const promisified = Promise.resolve(input);
	return () => promisified;
};
function parseQueryString(querystring) {
	const query = {};
	querystring = querystring.replace(/^\?/, "");
	if (querystring) for (const pair of querystring.split("&")) {
		let [key, value = null] = pair.split("=");
		key = decodeURIComponent(key);
		if (value) value = decodeURIComponent(value);
		if (!(key in query)) query[key] = value;
		else if (Array.isArray(query[key])) query[key].push(value);
		else query[key] = [query[key], value];
	}
	return query;
}
const parseUrl = (url) => {
	if (typeof url === "string") return parseUrl(new URL(url));
	const { hostname, pathname, port, protocol, search } = url;
	let query;
	if (search) query = parseQueryString(search);
	return {
		hostname,
		port: port ? parseInt(port) : void 0,
		protocol,
		path: pathname,
		query
	};
};
const toEndpointV1 = (endpoint) => {
	if (typeof endpoint === "object") {
		if ("url" in endpoint) {
			const v1Endpoint = parseUrl(endpoint.url);
			if (endpoint.headers) {
				v1Endpoint.headers = {};
				for (const name in endpoint.headers) {
					if (!hasOwn(endpoint.headers, name)) continue;
					v1Endpoint.headers[name.toLowerCase()] = endpoint.headers[name].join(", ");
				}
			}
			return v1Endpoint;
		}
		return endpoint;
	}
	return parseUrl(endpoint);
};
const expectNumber = (value) => {
	if (value === null || value === void 0) return;
	if (typeof value === "string") {
		const parsed = parseFloat(value);
		if (!Number.isNaN(parsed)) {
			if (String(parsed) !== String(value)) logger.warn(stackTraceWarning(`Expected number but observed string: ${value}`));
			return parsed;
		}
	}
	if (typeof value === "number") return value;
	throw new TypeError(`Expected number, got ${typeof value}: ${value}`);
};
const MAX_FLOAT = Math.ceil(2 ** 127 * (2 - 2 ** -23));
const expectFloat32 = (value) => {
	const expected = expectNumber(value);
	if (expected !== void 0 && !Number.isNaN(expected) && expected !== Infinity && expected !== -Infinity) {
		if (Math.abs(expected) > MAX_FLOAT) throw new TypeError(`Expected 32-bit float, got ${value}`);
	}
	return expected;
};
const expectLong = (value) => {
	if (value === null || value === void 0) return;
	if (Number.isInteger(value) && !Number.isNaN(value)) return value;
	throw new TypeError(`Expected integer, got ${typeof value}: ${value}`);
};
const expectShort = (value) => expectSizedInt(value, 16);
const expectByte = (value) => expectSizedInt(value, 8);
const expectSizedInt = (value, size) => {
	const expected = expectLong(value);
	if (expected !== void 0 && castInt(expected, size) !== expected) throw new TypeError(`Expected ${size}-bit integer, got ${value}`);
	return expected;
};
const castInt = (value, size) => {
	switch (size) {
		case 32: return Int32Array.of(value)[0];
		case 16: return Int16Array.of(value)[0];
		case 8: return Int8Array.of(value)[0];
	}
};
const strictParseDouble = (value) => {
	if (typeof value == "string") return expectNumber(parseNumber(value));
	return expectNumber(value);
};
const strictParseFloat32 = (value) => {
	if (typeof value == "string") return expectFloat32(parseNumber(value));
	return expectFloat32(value);
};
const NUMBER_REGEX = /(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(-?Infinity)|(NaN)/g;
const parseNumber = (value) => {
	const matches = value.match(NUMBER_REGEX);
	if (matches === null || matches[0].length !== value.length) throw new TypeError(`Expected real number, got implicit NaN`);
	return parseFloat(value);
};
const strictParseShort = (value) => {
	if (typeof value === "string") return expectShort(parseNumber(value));
	return expectShort(value);
};
const strictParseByte = (value) => {
	if (typeof value === "string") return expectByte(parseNumber(value));
	return expectByte(value);
};
const stackTraceWarning = (message) => {
	return String(new TypeError(message).stack || message).split("\n").slice(0, 5).filter((s) => !s.includes("stackTraceWarning")).join("\n");
};
const logger = { warn: console.warn };
const DAYS = [
	"Sun",
	"Mon",
	"Tue",
	"Wed",
	"Thu",
	"Fri",
	"Sat"
];
const MONTHS = [
	"Jan",
	"Feb",
	"Mar",
	"Apr",
	"May",
	"Jun",
	"Jul",
	"Aug",
	"Sep",
	"Oct",
	"Nov",
	"Dec"
];
function dateToUtcString(date) {
	const year = date.getUTCFullYear();
	const month = date.getUTCMonth();
	const dayOfWeek = date.getUTCDay();
	const dayOfMonthInt = date.getUTCDate();
	const hoursInt = date.getUTCHours();
	const minutesInt = date.getUTCMinutes();
	const secondsInt = date.getUTCSeconds();
	const dayOfMonthString = dayOfMonthInt < 10 ? `0${dayOfMonthInt}` : `${dayOfMonthInt}`;
	const hoursString = hoursInt < 10 ? `0${hoursInt}` : `${hoursInt}`;
	const minutesString = minutesInt < 10 ? `0${minutesInt}` : `${minutesInt}`;
	const secondsString = secondsInt < 10 ? `0${secondsInt}` : `${secondsInt}`;
	return `${DAYS[dayOfWeek]}, ${dayOfMonthString} ${MONTHS[month]} ${year} ${hoursString}:${minutesString}:${secondsString} GMT`;
}
const RFC3339 = /* @__PURE__ */ new RegExp(/^(\d{4})-(\d{2})-(\d{2})[tT](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?[zZ]$/);
const parseRfc3339DateTime = (value) => {
	if (value === null || value === void 0) return;
	if (typeof value !== "string") throw new TypeError("RFC-3339 date-times must be expressed as strings");
	const match = RFC3339.exec(value);
	if (!match) throw new TypeError("Invalid RFC-3339 date-time value");
	const [_, yearStr, monthStr, dayStr, hours, minutes, seconds, fractionalMilliseconds] = match;
	const year = strictParseShort(stripLeadingZeroes(yearStr));
	const month = parseDateValue(monthStr, "month", 1, 12);
	const day = parseDateValue(dayStr, "day", 1, 31);
	return buildDate(year, month, day, {
		hours,
		minutes,
		seconds,
		fractionalMilliseconds
	});
};
const RFC3339_WITH_OFFSET$1 = /* @__PURE__ */ new RegExp(/^(\d{4})-(\d{2})-(\d{2})[tT](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(([-+]\d{2}:\d{2})|[zZ])$/);
const parseRfc3339DateTimeWithOffset = (value) => {
	if (value === null || value === void 0) return;
	if (typeof value !== "string") throw new TypeError("RFC-3339 date-times must be expressed as strings");
	const match = RFC3339_WITH_OFFSET$1.exec(value);
	if (!match) throw new TypeError("Invalid RFC-3339 date-time value");
	const [_, yearStr, monthStr, dayStr, hours, minutes, seconds, fractionalMilliseconds, offsetStr] = match;
	const year = strictParseShort(stripLeadingZeroes(yearStr));
	const month = parseDateValue(monthStr, "month", 1, 12);
	const day = parseDateValue(dayStr, "day", 1, 31);
	const date = buildDate(year, month, day, {
		hours,
		minutes,
		seconds,
		fractionalMilliseconds
	});
	if (offsetStr.toUpperCase() != "Z") date.setTime(date.getTime() - parseOffsetToMilliseconds(offsetStr));
	return date;
};
const IMF_FIXDATE$1 = /* @__PURE__ */ new RegExp(/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))? GMT$/);
const RFC_850_DATE$1 = /* @__PURE__ */ new RegExp(/^(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), (\d{2})-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-(\d{2}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))? GMT$/);
const ASC_TIME$1 = /* @__PURE__ */ new RegExp(/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ( [1-9]|\d{2}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d+))? (\d{4})$/);
const parseRfc7231DateTime = (value) => {
	if (value === null || value === void 0) return;
	if (typeof value !== "string") throw new TypeError("RFC-7231 date-times must be expressed as strings");
	let match = IMF_FIXDATE$1.exec(value);
	if (match) {
		const [_, dayStr, monthStr, yearStr, hours, minutes, seconds, fractionalMilliseconds] = match;
		return buildDate(strictParseShort(stripLeadingZeroes(yearStr)), parseMonthByShortName(monthStr), parseDateValue(dayStr, "day", 1, 31), {
			hours,
			minutes,
			seconds,
			fractionalMilliseconds
		});
	}
	match = RFC_850_DATE$1.exec(value);
	if (match) {
		const [_, dayStr, monthStr, yearStr, hours, minutes, seconds, fractionalMilliseconds] = match;
		return adjustRfc850Year(buildDate(parseTwoDigitYear(yearStr), parseMonthByShortName(monthStr), parseDateValue(dayStr, "day", 1, 31), {
			hours,
			minutes,
			seconds,
			fractionalMilliseconds
		}));
	}
	match = ASC_TIME$1.exec(value);
	if (match) {
		const [_, monthStr, dayStr, hours, minutes, seconds, fractionalMilliseconds, yearStr] = match;
		return buildDate(strictParseShort(stripLeadingZeroes(yearStr)), parseMonthByShortName(monthStr), parseDateValue(dayStr.trimLeft(), "day", 1, 31), {
			hours,
			minutes,
			seconds,
			fractionalMilliseconds
		});
	}
	throw new TypeError("Invalid RFC-7231 date-time value");
};
const parseEpochTimestamp = (value) => {
	if (value === null || value === void 0) return;
	let valueAsDouble;
	if (typeof value === "number") valueAsDouble = value;
	else if (typeof value === "string") valueAsDouble = strictParseDouble(value);
	else if (typeof value === "object" && value.tag === 1) valueAsDouble = value.value;
	else throw new TypeError("Epoch timestamps must be expressed as floating point numbers or their string representation");
	if (Number.isNaN(valueAsDouble) || valueAsDouble === Infinity || valueAsDouble === -Infinity) throw new TypeError("Epoch timestamps must be valid, non-Infinite, non-NaN numerics");
	return new Date(Math.round(valueAsDouble * 1e3));
};
const buildDate = (year, month, day, time) => {
	const adjustedMonth = month - 1;
	validateDayOfMonth(year, adjustedMonth, day);
	return new Date(Date.UTC(year, adjustedMonth, day, parseDateValue(time.hours, "hour", 0, 23), parseDateValue(time.minutes, "minute", 0, 59), parseDateValue(time.seconds, "seconds", 0, 60), parseMilliseconds(time.fractionalMilliseconds)));
};
const parseTwoDigitYear = (value) => {
	const thisYear = (/* @__PURE__ */ new Date()).getUTCFullYear();
	const valueInThisCentury = Math.floor(thisYear / 100) * 100 + strictParseShort(stripLeadingZeroes(value));
	if (valueInThisCentury < thisYear) return valueInThisCentury + 100;
	return valueInThisCentury;
};
const FIFTY_YEARS_IN_MILLIS = 15768e8;
const adjustRfc850Year = (input) => {
	if (input.getTime() - (/* @__PURE__ */ new Date()).getTime() > FIFTY_YEARS_IN_MILLIS) return new Date(Date.UTC(input.getUTCFullYear() - 100, input.getUTCMonth(), input.getUTCDate(), input.getUTCHours(), input.getUTCMinutes(), input.getUTCSeconds(), input.getUTCMilliseconds()));
	return input;
};
const parseMonthByShortName = (value) => {
	const monthIdx = MONTHS.indexOf(value);
	if (monthIdx < 0) throw new TypeError(`Invalid month: ${value}`);
	return monthIdx + 1;
};
const DAYS_IN_MONTH = [
	31,
	28,
	31,
	30,
	31,
	30,
	31,
	31,
	30,
	31,
	30,
	31
];
const validateDayOfMonth = (year, month, day) => {
	let maxDays = DAYS_IN_MONTH[month];
	if (month === 1 && isLeapYear(year)) maxDays = 29;
	if (day > maxDays) throw new TypeError(`Invalid day for ${MONTHS[month]} in ${year}: ${day}`);
};
const isLeapYear = (year) => {
	return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
};
const parseDateValue = (value, type, lower, upper) => {
	const dateVal = strictParseByte(stripLeadingZeroes(value));
	if (dateVal < lower || dateVal > upper) throw new TypeError(`${type} must be between ${lower} and ${upper}, inclusive`);
	return dateVal;
};
const parseMilliseconds = (value) => {
	if (value === null || value === void 0) return 0;
	return strictParseFloat32("0." + value) * 1e3;
};
const parseOffsetToMilliseconds = (value) => {
	const directionStr = value[0];
	let direction = 1;
	if (directionStr == "+") direction = 1;
	else if (directionStr == "-") direction = -1;
	else throw new TypeError(`Offset direction, ${directionStr}, must be "+" or "-"`);
	const hour = Number(value.substring(1, 3));
	const minute = Number(value.substring(4, 6));
	return direction * (hour * 60 + minute) * 60 * 1e3;
};
const stripLeadingZeroes = (value) => {
	let idx = 0;
	while (idx < value.length - 1 && value.charAt(idx) === "0") idx++;
	if (idx === 0) return value;
	return value.slice(idx);
};
const LazyJsonString = function LazyJsonString(val) {
	return Object.assign(new String(val), {
		deserializeJSON() {
			return JSON.parse(String(val));
		},
		toString() {
			return String(val);
		},
		toJSON() {
			return String(val);
		}
	});
};
LazyJsonString.from = (object) => {
	if (object && typeof object === "object" && (object instanceof LazyJsonString || "deserializeJSON" in object)) return object;
	else if (typeof object === "string" || Object.getPrototypeOf(object) === String.prototype) return LazyJsonString(String(object));
	return LazyJsonString(JSON.stringify(object));
};
LazyJsonString.fromObject = LazyJsonString.from;
function quoteHeader(part) {
	if (part.includes(",") || part.includes("\"")) part = `"${part.replace(/\\/g, "\\\\").replace(/"/g, "\\\"")}"`;
	return part;
}
const ddd = `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[ne|u?r]?s?day)?`;
const mmm = `(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)`;
const time = `(\\d?\\d):(\\d{2}):(\\d{2})(?:\\.(\\d+))?`;
const date = `(\\d?\\d)`;
const year = `(\\d{4})`;
const RFC3339_WITH_OFFSET = /* @__PURE__ */ new RegExp(/^(\d{4})-(\d\d)-(\d\d)[tT](\d\d):(\d\d):(\d\d)(\.(\d+))?(([-+]\d\d:\d\d)|[zZ])$/);
const IMF_FIXDATE_NATIVE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?:0[1-9]|[12]\d|3[01]) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [1-9]\d{3} (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d GMT$/;
const IMF_FIXDATE = new RegExp(`^${ddd}, ${date} ${mmm} ${year} ${time} GMT$`);
const RFC_850_DATE = new RegExp(`^${ddd}, ${date}-${mmm}-(\\d\\d) ${time} GMT$`);
const ASC_TIME = new RegExp(`^${ddd} ${mmm} ( [1-9]|\\d\\d) ${time} ${year}$`);
const months = [
	"Jan",
	"Feb",
	"Mar",
	"Apr",
	"May",
	"Jun",
	"Jul",
	"Aug",
	"Sep",
	"Oct",
	"Nov",
	"Dec"
];
const _parseEpochTimestamp = (value) => {
	if (value == null) return;
	let num = NaN;
	if (typeof value === "number") num = value;
	else if (typeof value === "string") {
		if (!/^-?\d*\.?\d+$/.test(value)) throw new TypeError(`parseEpochTimestamp - numeric string invalid.`);
		num = Number.parseFloat(value);
	} else if (typeof value === "object" && value.tag === 1) num = value.value;
	if (isNaN(num) || Math.abs(num) === Infinity) throw new TypeError("Epoch timestamps must be valid finite numbers.");
	return new Date(Math.round(num * 1e3));
};
const _parseRfc3339DateTimeWithOffset = (value) => {
	if (value == null) return;
	if (typeof value !== "string") throw new TypeError("RFC3339 timestamps must be strings");
	const matches = RFC3339_WITH_OFFSET.exec(value);
	if (!matches) throw new TypeError(`Invalid RFC3339 timestamp format ${value}`);
	const [, yearStr, monthStr, dayStr, hours, minutes, seconds, , ms, offsetStr] = matches;
	range(monthStr, 1, 12);
	range(dayStr, 1, 31);
	range(hours, 0, 23);
	range(minutes, 0, 59);
	range(seconds, 0, 60);
	const date = new Date(Date.UTC(Number(yearStr), Number(monthStr) - 1, Number(dayStr), Number(hours), Number(minutes), Number(seconds), Number(ms) ? Math.round(parseFloat(`0.${ms}`) * 1e3) : 0));
	date.setUTCFullYear(Number(yearStr));
	if (offsetStr.toUpperCase() != "Z") {
		const [, sign, offsetH, offsetM] = /([+-])(\d\d):(\d\d)/.exec(offsetStr) || [
			void 0,
			"+",
			0,
			0
		];
		const scalar = sign === "-" ? 1 : -1;
		date.setTime(date.getTime() + scalar * (Number(offsetH) * 60 * 60 * 1e3 + Number(offsetM) * 60 * 1e3));
	}
	return date;
};
const _parseRfc7231DateTime = (value) => {
	if (value == null) return;
	if (typeof value !== "string") throw new TypeError("RFC7231 timestamps must be strings.");
	if (IMF_FIXDATE_NATIVE.test(value)) return new Date(value);
	let day;
	let month;
	let year;
	let hour;
	let minute;
	let second;
	let fraction;
	let matches;
	if (matches = IMF_FIXDATE.exec(value)) [, day, month, year, hour, minute, second, fraction] = matches;
	else if (matches = RFC_850_DATE.exec(value)) {
		[, day, month, year, hour, minute, second, fraction] = matches;
		year = (Number(year) + 1900).toString();
	} else if (matches = ASC_TIME.exec(value)) [, month, day, hour, minute, second, fraction, year] = matches;
	if (year && second) {
		const timestamp = Date.UTC(Number(year), months.indexOf(month), Number(day), Number(hour), Number(minute), Number(second), fraction ? Math.round(parseFloat(`0.${fraction}`) * 1e3) : 0);
		range(day, 1, 31);
		range(hour, 0, 23);
		range(minute, 0, 59);
		range(second, 0, 60);
		const date = new Date(timestamp);
		date.setUTCFullYear(Number(year));
		return date;
	}
	throw new TypeError(`Invalid RFC7231 date-time value ${value}.`);
};
function range(v, min, max) {
	const _v = Number(v);
	if (_v < min || _v > max) throw new Error(`Value ${_v} out of range [${min}, ${max}]`);
}
function splitEvery(value, delimiter, numDelimiters) {
	if (numDelimiters <= 0 || !Number.isInteger(numDelimiters)) throw new Error("Invalid number of delimiters (" + numDelimiters + ") for splitEvery.");
	const segments = value.split(delimiter);
	if (numDelimiters === 1) return segments;
	const compoundSegments = [];
	let currentSegment = "";
	for (let i = 0; i < segments.length; i++) {
		if (currentSegment === "") currentSegment = segments[i];
		else currentSegment += delimiter + segments[i];
		if ((i + 1) % numDelimiters === 0) {
			compoundSegments.push(currentSegment);
			currentSegment = "";
		}
	}
	if (currentSegment !== "") compoundSegments.push(currentSegment);
	return compoundSegments;
}
const splitHeader = (value) => {
	const z = value.length;
	const values = [];
	let withinQuotes = false;
	let escaped = false;
	let anchor = 0;
	for (let i = 0; i < z; ++i) {
		const char = value[i];
		switch (char) {
			case `"`:
				if (!escaped) withinQuotes = !withinQuotes;
				break;
			case ",": if (!withinQuotes) {
				values.push(value.slice(anchor, i));
				anchor = i + 1;
			}
		}
		escaped = char === "\\" && !escaped;
	}
	values.push(value.slice(anchor));
	return values.map((v) => {
		v = v.trim();
		const z = v.length;
		if (z < 2) return v;
		if (v[0] === `"` && v[z - 1] === `"`) {
			v = v.slice(1, z - 1);
			return v.replace(/\\(["\\])/g, "$1");
		}
		return v.replace(/\\"/g, "\"");
	});
};
const format = /^-?((0|[1-9]\d*)(\.\d+)?|\.\d+)([eE][+-]?\d+)?$/;
var NumericValue = class NumericValue {
	string;
	type;
	constructor(string, type) {
		this.string = string;
		this.type = type;
		if (!format.test(string)) throw new Error(`@smithy/core/serde - NumericValue string must conform to the Smithy bigDecimal format. Received: "${string}"`);
	}
	toString() {
		return this.string;
	}
	static [Symbol.hasInstance](object) {
		if (!object || typeof object !== "object") return false;
		const _nv = object;
		return NumericValue.prototype.isPrototypeOf(object) || _nv.type === "bigDecimal" && format.test(_nv.string);
	}
};
const SHORT_TO_HEX = {};
const HEX_TO_SHORT = {};
for (let i = 0; i < 256; i++) {
	let encodedByte = i.toString(16).toLowerCase();
	if (encodedByte.length === 1) encodedByte = `0${encodedByte}`;
	SHORT_TO_HEX[i] = encodedByte;
	HEX_TO_SHORT[encodedByte] = i;
}
function fromHex(encoded) {
	if (encoded.length % 2 !== 0) throw new Error("Hex encoded strings must have an even number length");
	const out = new Uint8Array(encoded.length / 2);
	for (let i = 0; i < encoded.length; i += 2) {
		const encodedByte = encoded.slice(i, i + 2).toLowerCase();
		if (encodedByte in HEX_TO_SHORT) out[i / 2] = HEX_TO_SHORT[encodedByte];
		else throw new Error(`Cannot decode unrecognized sequence ${encodedByte} as hexadecimal`);
	}
	return out;
}
function toHex(bytes) {
	let out = "";
	for (let i = 0; i < bytes.byteLength; i++) out += SHORT_TO_HEX[bytes[i]];
	return out;
}
const calculateBodyLength = (body) => {
	if (!body) return 0;
	if (typeof body === "string") return Buffer.byteLength(body);
	else if (typeof body.byteLength === "number") return body.byteLength;
	else if (typeof body.size === "number") return body.size;
	else if (typeof body.start === "number" && typeof body.end === "number") return body.end + 1 - body.start;
	else if (body instanceof external_node_fs_.ReadStream) {
		if (body.path != null) return (0,external_node_fs_.lstatSync)(body.path).size;
		else if (typeof body.fd === "number") return (0,external_node_fs_.fstatSync)(body.fd).size;
	}
	throw new Error(`Body Length computation failed for ${body}`);
};
const toUint8Array = (data) => {
	if (data instanceof Uint8Array) return data;
	if (typeof data === "string") return fromUtf8$1(data);
	if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength / Uint8Array.BYTES_PER_ELEMENT);
	return new Uint8Array(data);
};
function concatBytes(arrays, length) {
	if (length === void 0) {
		length = 0;
		for (const bytes of arrays) length += bytes.byteLength;
	}
	const result = new Uint8Array(length);
	let offset = 0;
	for (const buf of arrays) {
		result.set(buf, offset);
		offset += buf.byteLength;
	}
	return result;
}
var ProviderError = class ProviderError extends Error {
	name = "ProviderError";
	tryNextLink;
	constructor(message, options = true) {
		let logger;
		let tryNextLink = true;
		if (typeof options === "boolean") {
			logger = void 0;
			tryNextLink = options;
		} else if (options != null && typeof options === "object") {
			logger = options.logger;
			tryNextLink = options.tryNextLink ?? true;
		}
		super(message);
		this.tryNextLink = tryNextLink;
		Object.setPrototypeOf(this, ProviderError.prototype);
		logger?.debug?.(`@smithy/property-provider ${tryNextLink ? "->" : "(!)"} ${message}`);
	}
	static from(error, options = true) {
		return Object.assign(new this(error.message, options), error);
	}
};
var CredentialsProviderError = class CredentialsProviderError extends ProviderError {
	name = "CredentialsProviderError";
	constructor(message, options = true) {
		super(message, options);
		Object.setPrototypeOf(this, CredentialsProviderError.prototype);
	}
};
const chain = (...providers) => async () => {
	if (providers.length === 0) throw new ProviderError("No providers in chain");
	let lastProviderError;
	for (const provider of providers) try {
		return await provider();
	} catch (err) {
		lastProviderError = err;
		if (err?.tryNextLink) continue;
		throw err;
	}
	throw lastProviderError;
};
const fromValue = (staticValue) => () => Promise.resolve(staticValue);
const memoize = (provider, isExpired, requiresRefresh) => {
	let resolved;
	let pending;
	let hasResult;
	let isConstant = false;
	const coalesceProvider = async () => {
		if (!pending) pending = provider();
		try {
			resolved = await pending;
			hasResult = true;
			isConstant = false;
		} finally {
			pending = void 0;
		}
		return resolved;
	};
	if (isExpired === void 0) return async (options) => {
		if (!hasResult || options?.forceRefresh) resolved = await coalesceProvider();
		return resolved;
	};
	return async (options) => {
		if (!hasResult || options?.forceRefresh) resolved = await coalesceProvider();
		if (isConstant) return resolved;
		if (requiresRefresh && !requiresRefresh(resolved)) {
			isConstant = true;
			return resolved;
		}
		if (isExpired(resolved)) {
			await coalesceProvider();
			return resolved;
		}
		return resolved;
	};
};
const booleanSelector = (obj, key, type) => {
	if (!(key in obj)) return;
	if (obj[key] === "true") return true;
	if (obj[key] === "false") return false;
	throw new Error(`Cannot load ${type} "${key}". Expected "true" or "false", got ${obj[key]}.`);
};
var SelectorType;
(function(SelectorType) {
	SelectorType["ENV"] = "env";
	SelectorType["CONFIG"] = "shared config entry";
})(SelectorType || (SelectorType = {}));
const homeDirCache = {};
const getHomeDirCacheKey = () => {
	if (process && process.geteuid) return `${process.geteuid()}`;
	return "DEFAULT";
};
const getHomeDir = () => {
	const { HOME, USERPROFILE, HOMEPATH, HOMEDRIVE = `C:${external_node_path_.sep}` } = process.env;
	if (HOME) return HOME;
	if (USERPROFILE) return USERPROFILE;
	if (HOMEPATH) return `${HOMEDRIVE}${HOMEPATH}`;
	const homeDirCacheKey = getHomeDirCacheKey();
	if (!homeDirCache[homeDirCacheKey]) homeDirCache[homeDirCacheKey] = (0,external_node_os_.homedir)();
	return homeDirCache[homeDirCacheKey];
};
const getProfileName = (init) => init.profile || process.env["AWS_PROFILE"] || "default";
const getConfigData = (data) => Object.entries(data).filter(([key]) => {
	const indexOfSeparator = key.indexOf(".");
	if (indexOfSeparator === -1) return false;
	return Object.values(IniSectionType).includes(key.substring(0, indexOfSeparator));
}).reduce((acc, [key, value]) => {
	const indexOfSeparator = key.indexOf(".");
	const updatedKey = key.substring(0, indexOfSeparator) === IniSectionType.PROFILE ? key.substring(indexOfSeparator + 1) : key;
	acc[updatedKey] = value;
	return acc;
}, { ...data.default && { default: data.default } });
const getConfigFilepath = () => process.env["AWS_CONFIG_FILE"] || (0,external_node_path_.join)(getHomeDir(), ".aws", "config");
const getCredentialsFilepath = () => process.env["AWS_SHARED_CREDENTIALS_FILE"] || (0,external_node_path_.join)(getHomeDir(), ".aws", "credentials");
const prefixKeyRegex = /^([\w-]+)\s(["'])?([\w-@+.%:/]+)\2$/;
const profileNameBlockList = ["__proto__", "profile __proto__"];
const parseIni = (iniData) => {
	const map = {};
	let currentSection;
	let currentSubSection;
	for (const iniLine of iniData.split(/\r?\n/)) {
		const trimmedLine = iniLine.split(/(^|\s)[;#]/)[0].trim();
		if (trimmedLine[0] === "[" && trimmedLine[trimmedLine.length - 1] === "]") {
			currentSection = void 0;
			currentSubSection = void 0;
			const sectionName = trimmedLine.substring(1, trimmedLine.length - 1);
			const matches = prefixKeyRegex.exec(sectionName);
			if (matches) {
				const [, prefix, , name] = matches;
				if (Object.values(IniSectionType).includes(prefix)) currentSection = [prefix, name].join(".");
			} else currentSection = sectionName;
			if (profileNameBlockList.includes(sectionName)) throw new Error(`Found invalid profile name "${sectionName}"`);
		} else if (currentSection) {
			const indexOfEqualsSign = trimmedLine.indexOf("=");
			if (![0, -1].includes(indexOfEqualsSign)) {
				const [name, value] = [trimmedLine.substring(0, indexOfEqualsSign).trim(), trimmedLine.substring(indexOfEqualsSign + 1).trim()];
				if (value === "") currentSubSection = name;
				else {
					if (currentSubSection && iniLine.trimStart() === iniLine) currentSubSection = void 0;
					map[currentSection] = map[currentSection] || {};
					const key = currentSubSection ? [currentSubSection, name].join(".") : name;
					map[currentSection][key] = value;
				}
			}
		}
	}
	return map;
};
const filePromises = {};
const fileIntercept = {};
const readFile$1 = (path, options) => {
	if (fileIntercept[path] !== void 0) return fileIntercept[path];
	if (!filePromises[path] || options?.ignoreCache) filePromises[path] = (0,promises_.readFile)(path, "utf8");
	return filePromises[path];
};
const swallowError = () => ({});
const loadSharedConfigFiles = async (init = {}) => {
	const { filepath = getCredentialsFilepath(), configFilepath = getConfigFilepath() } = init;
	const homeDir = getHomeDir();
	const relativeHomeDirPrefix = "~/";
	let resolvedFilepath = filepath;
	if (filepath.startsWith(relativeHomeDirPrefix)) resolvedFilepath = (0,external_node_path_.join)(homeDir, filepath.slice(2));
	let resolvedConfigFilepath = configFilepath;
	if (configFilepath.startsWith(relativeHomeDirPrefix)) resolvedConfigFilepath = (0,external_node_path_.join)(homeDir, configFilepath.slice(2));
	const parsedFiles = await Promise.all([readFile$1(resolvedConfigFilepath, { ignoreCache: init.ignoreCache }).then(parseIni).then(getConfigData).catch(swallowError), readFile$1(resolvedFilepath, { ignoreCache: init.ignoreCache }).then(parseIni).catch(swallowError)]);
	return {
		configFile: parsedFiles[0],
		credentialsFile: parsedFiles[1]
	};
};
function getSelectorName(functionString) {
	try {
		const constants = new Set(Array.from(functionString.match(/([A-Z_]){3,}/g) ?? []));
		constants.delete("CONFIG");
		constants.delete("CONFIG_PREFIX_SEPARATOR");
		constants.delete("ENV");
		return [...constants].join(", ");
	} catch (ignored) {
		return functionString;
	}
}
const fromEnv$1 = (envVarSelector, options) => async () => {
	try {
		const config = envVarSelector(process.env, options);
		if (config === void 0) throw new Error();
		return config;
	} catch (e) {
		throw new CredentialsProviderError(e.message || `Not found in ENV: ${getSelectorName(envVarSelector.toString())}`, { logger: options?.logger });
	}
};
const fromSharedConfigFiles = (configSelector, { preferredFile = "config", ...init } = {}) => async () => {
	const profile = getProfileName(init);
	const { configFile, credentialsFile } = await loadSharedConfigFiles(init);
	const profileFromCredentials = credentialsFile[profile] || {};
	const profileFromConfig = configFile[profile] || {};
	const mergedProfile = preferredFile === "config" ? {
		...profileFromCredentials,
		...profileFromConfig
	} : {
		...profileFromConfig,
		...profileFromCredentials
	};
	try {
		const configValue = configSelector(mergedProfile, preferredFile === "config" ? configFile : credentialsFile);
		if (configValue === void 0) throw new Error();
		return configValue;
	} catch (e) {
		throw new CredentialsProviderError(e.message || `Not found in config files w/ profile [${profile}]: ${getSelectorName(configSelector.toString())}`, { logger: init.logger });
	}
};
const isFunction = (func) => typeof func === "function";
const fromStatic = (defaultValue) => isFunction(defaultValue) ? async () => await defaultValue() : fromValue(defaultValue);
const loadConfig = ({ environmentVariableSelector, configFileSelector, default: defaultValue }, configuration = {}) => {
	const { signingName, logger } = configuration;
	return memoize(chain(fromEnv$1(environmentVariableSelector, {
		signingName,
		logger
	}), fromSharedConfigFiles(configFileSelector, configuration), fromStatic(defaultValue)));
};
const ENV_USE_DUALSTACK_ENDPOINT = "AWS_USE_DUALSTACK_ENDPOINT";
const CONFIG_USE_DUALSTACK_ENDPOINT = "use_dualstack_endpoint";
const NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => booleanSelector(env, ENV_USE_DUALSTACK_ENDPOINT, SelectorType.ENV),
	configFileSelector: (profile) => booleanSelector(profile, CONFIG_USE_DUALSTACK_ENDPOINT, SelectorType.CONFIG),
	default: false
};
const ENV_USE_FIPS_ENDPOINT = "AWS_USE_FIPS_ENDPOINT";
const CONFIG_USE_FIPS_ENDPOINT = "use_fips_endpoint";
const NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => booleanSelector(env, ENV_USE_FIPS_ENDPOINT, SelectorType.ENV),
	configFileSelector: (profile) => booleanSelector(profile, CONFIG_USE_FIPS_ENDPOINT, SelectorType.CONFIG),
	default: false
};
const getAllAliases = (name, aliases) => {
	const _aliases = [];
	if (name) _aliases.push(name);
	if (aliases) for (const alias of aliases) _aliases.push(alias);
	return _aliases;
};
const getMiddlewareNameWithAliases = (name, aliases) => {
	return `${name || "anonymous"}${aliases && aliases.length > 0 ? ` (a.k.a. ${aliases.join(",")})` : ""}`;
};
const constructStack = () => {
	let absoluteEntries = [];
	let relativeEntries = [];
	let identifyOnResolve = false;
	const entriesNameSet = /* @__PURE__ */ new Set();
	const sort = (entries) => entries.sort((a, b) => stepWeights[b.step] - stepWeights[a.step] || priorityWeights[b.priority || "normal"] - priorityWeights[a.priority || "normal"]);
	const removeByName = (toRemove) => {
		let isRemoved = false;
		const filterCb = (entry) => {
			const aliases = getAllAliases(entry.name, entry.aliases);
			if (aliases.includes(toRemove)) {
				isRemoved = true;
				for (const alias of aliases) entriesNameSet.delete(alias);
				return false;
			}
			return true;
		};
		absoluteEntries = absoluteEntries.filter(filterCb);
		relativeEntries = relativeEntries.filter(filterCb);
		return isRemoved;
	};
	const removeByReference = (toRemove) => {
		let isRemoved = false;
		const filterCb = (entry) => {
			if (entry.middleware === toRemove) {
				isRemoved = true;
				for (const alias of getAllAliases(entry.name, entry.aliases)) entriesNameSet.delete(alias);
				return false;
			}
			return true;
		};
		absoluteEntries = absoluteEntries.filter(filterCb);
		relativeEntries = relativeEntries.filter(filterCb);
		return isRemoved;
	};
	const cloneTo = (toStack) => {
		absoluteEntries.forEach((entry) => {
			toStack.add(entry.middleware, { ...entry });
		});
		relativeEntries.forEach((entry) => {
			toStack.addRelativeTo(entry.middleware, { ...entry });
		});
		toStack.identifyOnResolve?.(stack.identifyOnResolve());
		return toStack;
	};
	const expandRelativeMiddlewareList = (from) => {
		const expandedMiddlewareList = [];
		from.before.forEach((entry) => {
			if (entry.before.length === 0 && entry.after.length === 0) expandedMiddlewareList.push(entry);
			else expandedMiddlewareList.push(...expandRelativeMiddlewareList(entry));
		});
		expandedMiddlewareList.push(from);
		from.after.reverse().forEach((entry) => {
			if (entry.before.length === 0 && entry.after.length === 0) expandedMiddlewareList.push(entry);
			else expandedMiddlewareList.push(...expandRelativeMiddlewareList(entry));
		});
		return expandedMiddlewareList;
	};
	const getMiddlewareList = (debug = false) => {
		const normalizedAbsoluteEntries = [];
		const normalizedRelativeEntries = [];
		const normalizedEntriesNameMap = {};
		absoluteEntries.forEach((entry) => {
			const normalizedEntry = {
				...entry,
				before: [],
				after: []
			};
			for (const alias of getAllAliases(normalizedEntry.name, normalizedEntry.aliases)) normalizedEntriesNameMap[alias] = normalizedEntry;
			normalizedAbsoluteEntries.push(normalizedEntry);
		});
		relativeEntries.forEach((entry) => {
			const normalizedEntry = {
				...entry,
				before: [],
				after: []
			};
			for (const alias of getAllAliases(normalizedEntry.name, normalizedEntry.aliases)) normalizedEntriesNameMap[alias] = normalizedEntry;
			normalizedRelativeEntries.push(normalizedEntry);
		});
		normalizedRelativeEntries.forEach((entry) => {
			if (entry.toMiddleware) {
				const toMiddleware = normalizedEntriesNameMap[entry.toMiddleware];
				if (toMiddleware === void 0) {
					if (debug) return;
					throw new Error(`${entry.toMiddleware} is not found when adding ${getMiddlewareNameWithAliases(entry.name, entry.aliases)} middleware ${entry.relation} ${entry.toMiddleware}`);
				}
				if (entry.relation === "after") toMiddleware.after.push(entry);
				if (entry.relation === "before") toMiddleware.before.push(entry);
			}
		});
		return sort(normalizedAbsoluteEntries).map(expandRelativeMiddlewareList).reduce((wholeList, expandedMiddlewareList) => {
			wholeList.push(...expandedMiddlewareList);
			return wholeList;
		}, []);
	};
	const stack = {
		add: (middleware, options = {}) => {
			const { name, override, aliases: _aliases } = options;
			const entry = {
				step: "initialize",
				priority: "normal",
				middleware,
				...options
			};
			const aliases = getAllAliases(name, _aliases);
			if (aliases.length > 0) {
				if (aliases.some((alias) => entriesNameSet.has(alias))) {
					if (!override) throw new Error(`Duplicate middleware name '${getMiddlewareNameWithAliases(name, _aliases)}'`);
					for (const alias of aliases) {
						const toOverrideIndex = absoluteEntries.findIndex((entry) => entry.name === alias || entry.aliases?.some((a) => a === alias));
						if (toOverrideIndex === -1) continue;
						const toOverride = absoluteEntries[toOverrideIndex];
						if (toOverride.step !== entry.step || entry.priority !== toOverride.priority) throw new Error(`"${getMiddlewareNameWithAliases(toOverride.name, toOverride.aliases)}" middleware with ${toOverride.priority} priority in ${toOverride.step} step cannot be overridden by "${getMiddlewareNameWithAliases(name, _aliases)}" middleware with ${entry.priority} priority in ${entry.step} step.`);
						absoluteEntries.splice(toOverrideIndex, 1);
					}
				}
				for (const alias of aliases) entriesNameSet.add(alias);
			}
			absoluteEntries.push(entry);
		},
		addRelativeTo: (middleware, options) => {
			const { name, override, aliases: _aliases } = options;
			const entry = {
				middleware,
				...options
			};
			const aliases = getAllAliases(name, _aliases);
			if (aliases.length > 0) {
				if (aliases.some((alias) => entriesNameSet.has(alias))) {
					if (!override) throw new Error(`Duplicate middleware name '${getMiddlewareNameWithAliases(name, _aliases)}'`);
					for (const alias of aliases) {
						const toOverrideIndex = relativeEntries.findIndex((entry) => entry.name === alias || entry.aliases?.some((a) => a === alias));
						if (toOverrideIndex === -1) continue;
						const toOverride = relativeEntries[toOverrideIndex];
						if (toOverride.toMiddleware !== entry.toMiddleware || toOverride.relation !== entry.relation) throw new Error(`"${getMiddlewareNameWithAliases(toOverride.name, toOverride.aliases)}" middleware ${toOverride.relation} "${toOverride.toMiddleware}" middleware cannot be overridden by "${getMiddlewareNameWithAliases(name, _aliases)}" middleware ${entry.relation} "${entry.toMiddleware}" middleware.`);
						relativeEntries.splice(toOverrideIndex, 1);
					}
				}
				for (const alias of aliases) entriesNameSet.add(alias);
			}
			relativeEntries.push(entry);
		},
		clone: () => cloneTo(constructStack()),
		use: (plugin) => {
			plugin.applyToStack(stack);
		},
		remove: (toRemove) => {
			if (typeof toRemove === "string") return removeByName(toRemove);
			else return removeByReference(toRemove);
		},
		removeByTag: (toRemove) => {
			let isRemoved = false;
			const filterCb = (entry) => {
				const { tags, name, aliases: _aliases } = entry;
				if (tags && tags.includes(toRemove)) {
					const aliases = getAllAliases(name, _aliases);
					for (const alias of aliases) entriesNameSet.delete(alias);
					isRemoved = true;
					return false;
				}
				return true;
			};
			absoluteEntries = absoluteEntries.filter(filterCb);
			relativeEntries = relativeEntries.filter(filterCb);
			return isRemoved;
		},
		concat: (from) => {
			const cloned = cloneTo(constructStack());
			cloned.use(from);
			cloned.identifyOnResolve(identifyOnResolve || cloned.identifyOnResolve() || (from.identifyOnResolve?.() ?? false));
			return cloned;
		},
		applyToStack: cloneTo,
		identify: () => {
			return getMiddlewareList(true).map((mw) => {
				const step = mw.step ?? mw.relation + " " + mw.toMiddleware;
				return getMiddlewareNameWithAliases(mw.name, mw.aliases) + " - " + step;
			});
		},
		identifyOnResolve(toggle) {
			if (typeof toggle === "boolean") identifyOnResolve = toggle;
			return identifyOnResolve;
		},
		resolve: (handler, context) => {
			for (const middleware of getMiddlewareList().map((entry) => entry.middleware).reverse()) handler = middleware(handler, context);
			if (identifyOnResolve) console.log(stack.identify());
			return handler;
		}
	};
	return stack;
};
const stepWeights = {
	initialize: 5,
	serialize: 4,
	build: 3,
	finalizeRequest: 2,
	deserialize: 1
};
const priorityWeights = {
	high: 3,
	normal: 2,
	low: 1
};
var Client = class {
	config;
	middlewareStack = constructStack();
	initConfig;
	handlers;
	constructor(config) {
		this.config = config;
		const { protocol, protocolSettings } = config;
		if (protocolSettings) {
			if (typeof protocol === "function") config.protocol = new protocol(protocolSettings);
		}
	}
	send(command, optionsOrCb, cb) {
		const options = typeof optionsOrCb !== "function" ? optionsOrCb : void 0;
		const callback = typeof optionsOrCb === "function" ? optionsOrCb : cb;
		const useHandlerCache = options === void 0 && this.config.cacheMiddleware === true;
		let handler;
		if (useHandlerCache) {
			if (!this.handlers) this.handlers = /* @__PURE__ */ new WeakMap();
			const handlers = this.handlers;
			if (handlers.has(command.constructor)) handler = handlers.get(command.constructor);
			else {
				handler = command.resolveMiddleware(this.middlewareStack, this.config, options);
				handlers.set(command.constructor, handler);
			}
		} else {
			delete this.handlers;
			handler = command.resolveMiddleware(this.middlewareStack, this.config, options);
		}
		if (callback) handler(command).then((result) => callback(null, result.output), (err) => callback(err)).catch(() => {});
		else return handler(command).then((result) => result.output);
	}
	destroy() {
		this.config?.requestHandler?.destroy?.();
		delete this.handlers;
	}
};
const deref = (schemaRef) => {
	if (typeof schemaRef === "function") return schemaRef();
	return schemaRef;
};
const operation = (namespace, name, traits, input, output) => ({
	name,
	namespace,
	traits,
	input,
	output
});
const schemaDeserializationMiddleware = (config) => (next, context) => async (args) => {
	const { response } = await next(args);
	const { operationSchema } = getSmithyContext(context);
	const [, ns, n, t, i, o] = operationSchema ?? [];
	try {
		return {
			response,
			output: await config.protocol.deserializeResponse(operation(ns, n, t, i, o), {
				...config,
				...context
			}, response)
		};
	} catch (error) {
		Object.defineProperty(error, "$response", {
			value: response,
			enumerable: false,
			writable: false,
			configurable: false
		});
		if (!("$metadata" in error)) {
			const hint = `Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.`;
			try {
				error.message += "\n  " + hint;
			} catch (ignored) {
				if (!context.logger || context.logger?.constructor?.name === "NoOpLogger") console.warn(hint);
				else context.logger?.warn?.(hint);
			}
			if (typeof error.$responseBodyText !== "undefined") {
				if (error.$response) error.$response.body = error.$responseBodyText;
			}
			try {
				if (HttpResponse.isInstance(response)) {
					const { headers = {}, statusCode } = response;
					const headerEntries = Object.entries(headers);
					error.$metadata = {
						httpStatusCode: statusCode,
						requestId: findHeader(/^x-[\w-]+-request-?id$/, headerEntries),
						extendedRequestId: findHeader(/^x-[\w-]+-id-2$/, headerEntries),
						cfId: findHeader(/^x-[\w-]+-cf-id$/, headerEntries)
					};
				}
			} catch (ignored) {}
		}
		throw error;
	}
};
const findHeader = (pattern, headers) => {
	return (headers.find(([k]) => {
		return k.match(pattern);
	}) || [void 0, void 0])[1];
};
const schemaSerializationMiddleware = (config) => (next, context) => async (args) => {
	const { operationSchema } = getSmithyContext(context);
	const [, ns, n, t, i, o] = operationSchema ?? [];
	const endpoint = context.endpointV2 ? async () => toEndpointV1(context.endpointV2) : config.endpoint;
	const request = await config.protocol.serializeRequest(operation(ns, n, t, i, o), args.input, {
		...config,
		...context,
		endpoint
	});
	return next({
		...args,
		request
	});
};
const deserializerMiddlewareOption = {
	name: "deserializerMiddleware",
	step: "deserialize",
	tags: ["DESERIALIZER"],
	override: true
};
const serializerMiddlewareOption$1 = {
	name: "serializerMiddleware",
	step: "serialize",
	tags: ["SERIALIZER"],
	override: true
};
function getSchemaSerdePlugin(config) {
	return { applyToStack: (commandStack) => {
		commandStack.add(schemaSerializationMiddleware(config), serializerMiddlewareOption$1);
		commandStack.add(schemaDeserializationMiddleware(config), deserializerMiddlewareOption);
		config.protocol.setSerdeContext(config);
	} };
}
const traitsCache = [];
function translateTraits(indicator) {
	if (typeof indicator === "object") return indicator;
	indicator = indicator | 0;
	if (traitsCache[indicator]) return traitsCache[indicator];
	const traits = {};
	let i = 0;
	for (const trait of [
		"httpLabel",
		"idempotent",
		"idempotencyToken",
		"sensitive",
		"httpPayload",
		"httpResponseCode",
		"httpQueryParams"
	]) if ((indicator >> i++ & 1) === 1) traits[trait] = 1;
	return traitsCache[indicator] = traits;
}
const anno = {
	it: Symbol.for("@smithy/nor-struct-it"),
	ns: Symbol.for("@smithy/ns")
};
const simpleSchemaCacheN = [];
const simpleSchemaCacheS = {};
var NormalizedSchema = class NormalizedSchema {
	ref;
	memberName;
	static symbol = Symbol.for("@smithy/nor");
	symbol = NormalizedSchema.symbol;
	name;
	schema;
	_isMemberSchema;
	traits;
	memberTraits;
	normalizedTraits;
	constructor(ref, memberName) {
		this.ref = ref;
		this.memberName = memberName;
		const traitStack = [];
		let _ref = ref;
		let schema = ref;
		this._isMemberSchema = false;
		while (isMemberSchema(_ref)) {
			traitStack.push(_ref[1]);
			_ref = _ref[0];
			schema = deref(_ref);
			this._isMemberSchema = true;
		}
		if (traitStack.length > 0) {
			this.memberTraits = {};
			for (let i = traitStack.length - 1; i >= 0; --i) {
				const traitSet = traitStack[i];
				Object.assign(this.memberTraits, translateTraits(traitSet));
			}
		} else this.memberTraits = 0;
		if (schema instanceof NormalizedSchema) {
			const computedMemberTraits = this.memberTraits;
			Object.assign(this, schema);
			this.memberTraits = Object.assign({}, computedMemberTraits, schema.getMemberTraits(), this.getMemberTraits());
			this.normalizedTraits = void 0;
			this.memberName = memberName ?? schema.memberName;
			return;
		}
		this.schema = deref(schema);
		if (isStaticSchema(this.schema)) {
			this.name = `${this.schema[1]}#${this.schema[2]}`;
			this.traits = this.schema[3];
		} else {
			this.name = this.memberName ?? String(schema);
			this.traits = 0;
		}
		if (this._isMemberSchema && !memberName) throw new Error(`@smithy/core/schema - NormalizedSchema member init ${this.getName(true)} missing member name.`);
	}
	static [Symbol.hasInstance](lhs) {
		const isPrototype = this.prototype.isPrototypeOf(lhs);
		if (!isPrototype && typeof lhs === "object" && lhs !== null) return lhs.symbol === this.symbol;
		return isPrototype;
	}
	static of(ref) {
		const keyAble = typeof ref === "function" || typeof ref === "object" && ref !== null;
		if (typeof ref === "number") {
			if (simpleSchemaCacheN[ref]) return simpleSchemaCacheN[ref];
		} else if (typeof ref === "string") {
			if (simpleSchemaCacheS[ref]) return simpleSchemaCacheS[ref];
		} else if (keyAble) {
			if (ref[anno.ns]) return ref[anno.ns];
		}
		const sc = deref(ref);
		if (sc instanceof NormalizedSchema) return sc;
		if (isMemberSchema(sc)) {
			const [ns, traits] = sc;
			if (ns instanceof NormalizedSchema) {
				Object.assign(ns.getMergedTraits(), translateTraits(traits));
				return ns;
			}
			throw new Error(`@smithy/core/schema - may not init unwrapped member schema=${JSON.stringify(ref, null, 2)}.`);
		}
		const ns = new NormalizedSchema(sc);
		if (keyAble) return ref[anno.ns] = ns;
		if (typeof sc === "string") return simpleSchemaCacheS[sc] = ns;
		if (typeof sc === "number") return simpleSchemaCacheN[sc] = ns;
		return ns;
	}
	getSchema() {
		const sc = this.schema;
		if (Array.isArray(sc) && sc[0] === 0) return sc[4];
		return sc;
	}
	getName(withNamespace = false) {
		const { name } = this;
		return !withNamespace && name && name.includes("#") ? name.split("#")[1] : name || void 0;
	}
	getMemberName() {
		return this.memberName;
	}
	isMemberSchema() {
		return this._isMemberSchema;
	}
	isListSchema() {
		const sc = this.getSchema();
		return typeof sc === "number" ? sc >= 64 && sc < 128 : sc[0] === 1;
	}
	isMapSchema() {
		const sc = this.getSchema();
		return typeof sc === "number" ? sc >= 128 && sc <= 255 : sc[0] === 2;
	}
	isStructSchema() {
		const sc = this.getSchema();
		if (typeof sc !== "object") return false;
		const id = sc[0];
		return id === 3 || id === -3 || id === 4;
	}
	isUnionSchema() {
		const sc = this.getSchema();
		if (typeof sc !== "object") return false;
		return sc[0] === 4;
	}
	isBlobSchema() {
		const sc = this.getSchema();
		return sc === 21 || sc === 42;
	}
	isTimestampSchema() {
		const sc = this.getSchema();
		return typeof sc === "number" && sc >= 4 && sc <= 7;
	}
	isUnitSchema() {
		return this.getSchema() === "unit";
	}
	isDocumentSchema() {
		return this.getSchema() === 15;
	}
	isStringSchema() {
		return this.getSchema() === 0;
	}
	isBooleanSchema() {
		return this.getSchema() === 2;
	}
	isNumericSchema() {
		return this.getSchema() === 1;
	}
	isBigIntegerSchema() {
		return this.getSchema() === 17;
	}
	isBigDecimalSchema() {
		return this.getSchema() === 19;
	}
	isStreaming() {
		const { streaming } = this.getMergedTraits();
		return !!streaming || this.getSchema() === 42;
	}
	isIdempotencyToken() {
		return !!this.getMergedTraits().idempotencyToken;
	}
	getMergedTraits() {
		return this.normalizedTraits ?? (this.normalizedTraits = {
			...this.getOwnTraits(),
			...this.getMemberTraits()
		});
	}
	getMemberTraits() {
		return translateTraits(this.memberTraits);
	}
	getOwnTraits() {
		return translateTraits(this.traits);
	}
	getKeySchema() {
		const [isDoc, isMap] = [this.isDocumentSchema(), this.isMapSchema()];
		if (!isDoc && !isMap) throw new Error(`@smithy/core/schema - cannot get key for non-map: ${this.getName(true)}`);
		const schema = this.getSchema();
		return member$1([isDoc ? 15 : schema[4] ?? 0, 0], "key");
	}
	getValueSchema() {
		const sc = this.getSchema();
		const [isDoc, isMap, isList] = [
			this.isDocumentSchema(),
			this.isMapSchema(),
			this.isListSchema()
		];
		const memberSchema = typeof sc === "number" ? 63 & sc : sc && typeof sc === "object" && (isMap || isList) ? sc[3 + sc[0]] : isDoc ? 15 : void 0;
		if (memberSchema != null) return member$1([memberSchema, 0], isMap ? "value" : "member");
		throw new Error(`@smithy/core/schema - ${this.getName(true)} has no value member.`);
	}
	getMemberSchema(memberName) {
		const struct = this.getSchema();
		if (this.isStructSchema() && struct[4].includes(memberName)) {
			const i = struct[4].indexOf(memberName);
			const memberSchema = struct[5][i];
			return member$1(isMemberSchema(memberSchema) ? memberSchema : [memberSchema, 0], memberName);
		}
		if (this.isDocumentSchema()) return member$1([15, 0], memberName);
		throw new Error(`@smithy/core/schema - ${this.getName(true)} has no member=${memberName}.`);
	}
	getMemberSchemas() {
		const buffer = {};
		try {
			for (const [k, v] of this.structIterator()) buffer[k] = v;
		} catch (ignored) {}
		return buffer;
	}
	getEventStreamMember() {
		if (this.isStructSchema()) {
			for (const [memberName, memberSchema] of this.structIterator()) if (memberSchema.isStreaming() && memberSchema.isStructSchema()) return memberName;
		}
		return "";
	}
	*structIterator() {
		if (this.isUnitSchema()) return;
		if (!this.isStructSchema()) throw new Error("@smithy/core/schema - cannot iterate non-struct schema.");
		const struct = this.getSchema();
		const z = struct[4].length;
		let it = struct[anno.it];
		if (it && z === it.length) {
			yield* it;
			return;
		}
		it = Array(z);
		for (let i = 0; i < z; ++i) {
			const k = struct[4][i];
			const v = member$1([struct[5][i], 0], k);
			yield it[i] = [k, v];
		}
		struct[anno.it] = it;
	}
};
function member$1(memberSchema, memberName) {
	if (memberSchema instanceof NormalizedSchema) return Object.assign(memberSchema, {
		memberName,
		_isMemberSchema: true
	});
	return new NormalizedSchema(memberSchema, memberName);
}
const isMemberSchema = (sc) => Array.isArray(sc) && sc.length === 2;
const isStaticSchema = (sc) => Array.isArray(sc) && sc.length >= 5;
var TypeRegistry = class TypeRegistry {
	namespace;
	schemas;
	exceptions;
	static registries = /* @__PURE__ */ new Map();
	constructor(namespace, schemas = /* @__PURE__ */ new Map(), exceptions = /* @__PURE__ */ new Map()) {
		this.namespace = namespace;
		this.schemas = schemas;
		this.exceptions = exceptions;
		if (!TypeRegistry.registries.has(namespace)) TypeRegistry.registries.set(namespace, this);
	}
	static for(namespace) {
		return TypeRegistry.registries.get(namespace) ?? new TypeRegistry(namespace);
	}
	copyFrom(other) {
		const { schemas, exceptions } = this;
		for (const [k, v] of other.schemas) if (!schemas.has(k)) schemas.set(k, v);
		for (const [k, v] of other.exceptions) if (!exceptions.has(k)) exceptions.set(k, v);
	}
	register(shapeId, schema) {
		const qualifiedName = this.normalizeShapeId(shapeId);
		for (const r of [this, TypeRegistry.for(qualifiedName.split("#")[0])]) if (!r.schemas.has(qualifiedName)) r.schemas.set(qualifiedName, schema);
	}
	getSchema(shapeId) {
		const id = this.normalizeShapeId(shapeId);
		if (!this.schemas.has(id)) {
			if (!shapeId.includes("#")) {
				const suffix = "#" + shapeId;
				const candidates = [];
				for (const [shapeId, schema] of this.schemas.entries()) if (shapeId.endsWith(suffix)) candidates.push(schema);
				if (candidates.length === 1) return candidates[0];
			}
			throw new Error(`@smithy/core/schema - schema not found for ${id}`);
		}
		return this.schemas.get(id);
	}
	registerError(es, ctor) {
		const $error = es;
		const ns = $error[1];
		const qualifiedName = ns + "#" + $error[2];
		if (!ctor.hasOwnProperty?.("shapeId")) ctor.shapeId = qualifiedName;
		for (const r of [this, TypeRegistry.for(ns)]) if (!r.schemas.has(qualifiedName) && !r.exceptions.has($error)) {
			r.schemas.set(qualifiedName, $error);
			r.exceptions.set($error, ctor);
		}
	}
	getErrorCtor(es) {
		const $error = es;
		if (this.exceptions.has($error)) return this.exceptions.get($error);
		return TypeRegistry.for($error[1]).exceptions.get($error);
	}
	getBaseException() {
		for (const exceptionKey of this.exceptions.keys()) if (Array.isArray(exceptionKey)) {
			const [, ns, name] = exceptionKey;
			const id = ns + "#" + name;
			if (id.startsWith("smithy.ts.sdk.synthetic.") && id.endsWith("ServiceException")) return exceptionKey;
		}
	}
	find(predicate) {
		for (const schema of this.schemas.values()) if (predicate(schema)) return schema;
	}
	clear() {
		this.schemas.clear();
		this.exceptions.clear();
	}
	normalizeShapeId(shapeId) {
		if (shapeId.includes("#")) return shapeId;
		return this.namespace + "#" + shapeId;
	}
};
const SENSITIVE_STRING = "***SensitiveInformation***";
function schemaLogFilter(schema, data) {
	if (data == null) return data;
	const ns = NormalizedSchema.of(schema);
	if (ns.getMergedTraits().sensitive) return SENSITIVE_STRING;
	if (ns.isListSchema()) {
		const valueSchema = ns.getValueSchema();
		if (valueSchema.getMergedTraits().sensitive) return SENSITIVE_STRING;
		if (Array.isArray(data)) return data.map((value) => schemaLogFilter(valueSchema, value));
	} else if (ns.isMapSchema()) {
		const valueSchema = ns.getValueSchema();
		if (ns.getKeySchema().getMergedTraits().sensitive || valueSchema.getMergedTraits().sensitive) return SENSITIVE_STRING;
		if (typeof data === "object") return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, schemaLogFilter(valueSchema, value)]));
	} else if (ns.isStructSchema() && typeof data === "object") {
		const object = data;
		const newObject = {};
		for (const [member, memberNs] of ns.structIterator()) if (object[member] != null) newObject[member] = schemaLogFilter(memberNs, object[member]);
		return newObject;
	}
	return data;
}
const operationEventStreamMarker = Symbol.for("@smithy/op-event-stream");
var Command = class {
	middlewareStack = constructStack();
	schema;
	static classBuilder() {
		return new ClassBuilder();
	}
	resolveMiddlewareWithContext(clientStack, configuration, options, { middlewareFn, clientName, commandName, inputFilterSensitiveLog, outputFilterSensitiveLog, smithyContext, additionalContext, CommandCtor }) {
		for (const mw of middlewareFn.bind(this)(CommandCtor, clientStack, configuration, options)) this.middlewareStack.use(mw);
		const stack = clientStack.concat(this.middlewareStack);
		const { logger } = configuration;
		const additionalSmithyContext = additionalContext[SMITHY_CONTEXT_KEY];
		const handlerExecutionContext = {
			logger,
			clientName,
			commandName,
			inputFilterSensitiveLog,
			outputFilterSensitiveLog,
			...additionalContext,
			[SMITHY_CONTEXT_KEY]: {
				...additionalSmithyContext,
				commandInstance: this,
				...smithyContext,
				...options?.metricsRecorder === void 0 ? {} : { metricsRecorder: options.metricsRecorder },
				...options?.abortSignal === void 0 ? {} : { abortSignal: options.abortSignal }
			}
		};
		const { requestHandler } = configuration;
		let requestOptions = options ?? {};
		if (requestOptions.metricsRecorder) {
			requestOptions = { ...requestOptions };
			delete requestOptions.metricsRecorder;
		}
		let isEventStream;
		const schema = this.schema;
		const marker = schema?.[operationEventStreamMarker];
		if (marker !== void 0) isEventStream = marker;
		else if (schema) {
			if (Array.isArray(schema) && schema[0] === 9) {
				const [, , , , input$, output$] = schema;
				isEventStream = schema[operationEventStreamMarker] = Boolean(NormalizedSchema.of(input$).getEventStreamMember() || NormalizedSchema.of(output$).getEventStreamMember());
			}
		}
		if (isEventStream) requestOptions = {
			isEventStream,
			...requestOptions
		};
		return stack.resolve((request) => requestHandler.handle(request.request, requestOptions), handlerExecutionContext);
	}
};
var ClassBuilder = class {
	_init = () => {};
	_ep = {};
	_middlewareFn = () => [];
	_commandName = "";
	_clientName = "";
	_additionalContext = {};
	_smithyContext = {};
	_inputFilterSensitiveLog = void 0;
	_outputFilterSensitiveLog = void 0;
	_serializer = null;
	_deserializer = null;
	_operationSchema;
	init(cb) {
		this._init = cb;
	}
	ep(endpointParameterInstructions) {
		this._ep = endpointParameterInstructions;
		return this;
	}
	m(middlewareSupplier) {
		this._middlewareFn = middlewareSupplier;
		return this;
	}
	s(service, operation, smithyContext = {}) {
		this._smithyContext = {
			service,
			operation,
			...smithyContext
		};
		return this;
	}
	c(additionalContext = {}) {
		this._additionalContext = additionalContext;
		return this;
	}
	n(clientName, commandName) {
		this._clientName = clientName;
		this._commandName = commandName;
		return this;
	}
	f(inputFilter = (_) => _, outputFilter = (_) => _) {
		this._inputFilterSensitiveLog = inputFilter;
		this._outputFilterSensitiveLog = outputFilter;
		return this;
	}
	ser(serializer) {
		this._serializer = serializer;
		return this;
	}
	de(deserializer) {
		this._deserializer = deserializer;
		return this;
	}
	sc(operation) {
		this._operationSchema = operation;
		this._smithyContext.operationSchema = operation;
		return this;
	}
	build() {
		const closure = this;
		let CommandRef;
		return CommandRef = class extends Command {
			input;
			static getEndpointParameterInstructions() {
				return closure._ep;
			}
			constructor(...[input]) {
				super();
				this.input = input ?? {};
				closure._init(this);
				this.schema = closure._operationSchema;
			}
			resolveMiddleware(stack, configuration, options) {
				const op = closure._operationSchema;
				const input = op?.[4] ?? op?.input;
				const output = op?.[5] ?? op?.output;
				return this.resolveMiddlewareWithContext(stack, configuration, options, {
					CommandCtor: CommandRef,
					middlewareFn: closure._middlewareFn,
					clientName: closure._clientName,
					commandName: closure._commandName,
					inputFilterSensitiveLog: closure._inputFilterSensitiveLog ?? (op ? schemaLogFilter.bind(null, input) : (_) => _),
					outputFilterSensitiveLog: closure._outputFilterSensitiveLog ?? (op ? schemaLogFilter.bind(null, output) : (_) => _),
					smithyContext: closure._smithyContext,
					additionalContext: closure._additionalContext
				});
			}
			serialize = closure._serializer;
			deserialize = closure._deserializer;
		};
	}
};
var ServiceException = class ServiceException extends Error {
	static shapeId = "smithy.ts.sdk.synthetic.nonamespace.client#ServiceException";
	$fault;
	$response;
	$retryable;
	$metadata;
	constructor(options) {
		super(options.message);
		Object.setPrototypeOf(this, Object.getPrototypeOf(this).constructor.prototype);
		this.name = options.name;
		this.$fault = options.$fault;
		this.$metadata = options.$metadata;
	}
	static isInstance(value) {
		if (!value) return false;
		const candidate = value;
		return ServiceException.prototype.isPrototypeOf(candidate) || Boolean(candidate.$fault) && Boolean(candidate.$metadata) && (candidate.$fault === "client" || candidate.$fault === "server");
	}
	static [Symbol.hasInstance](instance) {
		if (!instance) return false;
		const candidate = instance;
		if (this === ServiceException) return ServiceException.isInstance(instance);
		if (ServiceException.isInstance(instance)) {
			if (this.prototype.isPrototypeOf(instance)) return true;
			const targetId = Object.prototype.hasOwnProperty.call(this, "shapeId") ? this.shapeId : void 0;
			let candidateHasShapeId = false;
			if (targetId) {
				let proto = Object.getPrototypeOf(candidate);
				while (proto && proto !== Object.prototype) {
					const ctor = proto.constructor;
					const candidateId = ctor !== ServiceException && Object.prototype.hasOwnProperty.call(ctor, "shapeId") ? ctor?.shapeId : void 0;
					if (candidateId) {
						candidateHasShapeId = true;
						if (candidateId === targetId) return true;
					}
					proto = Object.getPrototypeOf(proto);
				}
			}
			if (targetId && candidateHasShapeId) return false;
			const targetName = this.name;
			if (targetName && targetName.length >= 6) {
				if (candidate.name === targetName) return true;
				let proto = Object.getPrototypeOf(candidate);
				while (proto && proto !== Object.prototype) {
					const ctorName = proto.constructor?.name;
					if (ctorName && ctorName !== "Error" && ctorName === targetName) return true;
					proto = Object.getPrototypeOf(proto);
				}
			}
		}
		return false;
	}
};
const decorateServiceException = (exception, additions = {}) => {
	Object.entries(additions).filter(([, v]) => v !== void 0).forEach(([k, v]) => {
		if (exception[k] == void 0 || exception[k] === "") exception[k] = v;
	});
	exception.message = exception.message || exception.Message || "UnknownError";
	delete exception.Message;
	return exception;
};
const loadConfigsForDefaultMode = (mode) => {
	switch (mode) {
		case "standard": return {
			retryMode: "standard",
			connectionTimeout: 3100
		};
		case "in-region": return {
			retryMode: "standard",
			connectionTimeout: 1100
		};
		case "cross-region": return {
			retryMode: "standard",
			connectionTimeout: 3100
		};
		case "mobile": return {
			retryMode: "standard",
			connectionTimeout: 3e4
		};
		default: return {};
	}
};
let warningEmitted = false;
const emitWarningIfUnsupportedVersion = (version) => {
	if (version && !warningEmitted && parseInt(version.substring(1, version.indexOf("."))) < 16) warningEmitted = true;
};
const knownAlgorithms = Object.values(AlgorithmId);
const getChecksumConfiguration = (runtimeConfig) => {
	const checksumAlgorithms = [];
	for (const id in AlgorithmId) {
		if (!hasOwn(AlgorithmId, id)) continue;
		const algorithmId = AlgorithmId[id];
		if (runtimeConfig[algorithmId] === void 0) continue;
		checksumAlgorithms.push({
			algorithmId: () => algorithmId,
			checksumConstructor: () => runtimeConfig[algorithmId]
		});
	}
	for (const [id, ChecksumCtor] of Object.entries(runtimeConfig.checksumAlgorithms ?? {})) checksumAlgorithms.push({
		algorithmId: () => id,
		checksumConstructor: () => ChecksumCtor
	});
	return {
		addChecksumAlgorithm(algo) {
			runtimeConfig.checksumAlgorithms = runtimeConfig.checksumAlgorithms ?? {};
			const id = algo.algorithmId();
			const ctor = algo.checksumConstructor();
			if (knownAlgorithms.includes(id)) runtimeConfig.checksumAlgorithms[id.toUpperCase()] = ctor;
			else runtimeConfig.checksumAlgorithms[id] = ctor;
			checksumAlgorithms.push(algo);
		},
		checksumAlgorithms() {
			return checksumAlgorithms;
		}
	};
};
const resolveChecksumRuntimeConfig = (clientConfig) => {
	const runtimeConfig = {};
	clientConfig.checksumAlgorithms().forEach((checksumAlgorithm) => {
		const id = checksumAlgorithm.algorithmId();
		if (knownAlgorithms.includes(id)) runtimeConfig[id] = checksumAlgorithm.checksumConstructor();
	});
	return runtimeConfig;
};
const getRetryConfiguration = (runtimeConfig) => {
	return {
		setRetryStrategy(retryStrategy) {
			runtimeConfig.retryStrategy = retryStrategy;
		},
		retryStrategy() {
			return runtimeConfig.retryStrategy;
		}
	};
};
const resolveRetryRuntimeConfig = (retryStrategyConfiguration) => {
	const runtimeConfig = {};
	runtimeConfig.retryStrategy = retryStrategyConfiguration.retryStrategy();
	return runtimeConfig;
};
const getDefaultExtensionConfiguration = (runtimeConfig) => {
	return Object.assign(getChecksumConfiguration(runtimeConfig), getRetryConfiguration(runtimeConfig));
};
const resolveDefaultRuntimeConfig = (config) => {
	return Object.assign(resolveChecksumRuntimeConfig(config), resolveRetryRuntimeConfig(config));
};
const getValueFromTextNode = (obj) => {
	const textNodeName = "#text";
	for (const key in obj) {
		if (!hasOwn(obj, key)) continue;
		if (obj[key][textNodeName] !== void 0) obj[key] = obj[key][textNodeName];
		else if (typeof obj[key] === "object" && obj[key] !== null) obj[key] = getValueFromTextNode(obj[key]);
	}
	return obj;
};
var NoOpLogger = class {
	trace() {}
	debug() {}
	info() {}
	warn() {}
	error() {}
};
function makeBuilder(common, service, name, ep) {
	return function makeCommand(added, plugins, op, $, smithyContext = {}) {
		const epMerged = Object.assign({}, common, added);
		return Command.classBuilder().ep(epMerged).m(function(CommandCtor, clientStack, config, options) {
			const list = plugins.call(this, CommandCtor, clientStack, config, options);
			list.unshift(ep(config, CommandCtor.getEndpointParameterInstructions()));
			return list;
		}).s(service, op, smithyContext).n(name, op.charAt(0).toUpperCase() + op.slice(1) + "Command").sc($).build();
	};
}
const DEFAULTS_MODE_OPTIONS = [
	"in-region",
	"cross-region",
	"mobile",
	"standard",
	"legacy"
];
const IMDS_TOKEN_PATH = "/latest/api/token";
const X_AWS_EC2_METADATA_TOKEN_TTL = "x-aws-ec2-metadata-token-ttl-seconds";
const TIMEOUT_MS = 1e3;
const NEG_CACHE_TTL_MS = 6e4;
let negativeCacheUntil = 0;
const getInstanceMetadataRegion = async () => {
	if (process.env["AWS_EC2_METADATA_DISABLED"]) return;
	if (Date.now() < negativeCacheUntil) return;
	try {
		const endpoint = resolveImdsEndpoint();
		const token = (await imdsRequest({
			...endpoint,
			path: IMDS_TOKEN_PATH,
			method: "PUT",
			headers: { [X_AWS_EC2_METADATA_TOKEN_TTL]: "21600" }
		})).toString();
		return (await imdsRequest({
			...endpoint,
			path: "/latest/meta-data/placement/region",
			method: "GET",
			headers: { ["x-aws-ec2-metadata-token"]: token }
		})).toString().trim() || cacheNegativeAndReturnUndefined();
	} catch {
		return cacheNegativeAndReturnUndefined();
	}
};
const cacheNegativeAndReturnUndefined = () => {
	negativeCacheUntil = Date.now() + NEG_CACHE_TTL_MS;
};
const resolveImdsEndpoint = () => {
	const envEndpoint = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
	if (envEndpoint) {
		const url = new URL(envEndpoint);
		return {
			hostname: url.hostname.replace(/^\[(.+)]$/, "$1"),
			port: url.port ? Number(url.port) : void 0
		};
	}
	if (process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE === "IPv6") return { hostname: "fd00:ec2::254" };
	return { hostname: "169.254.169.254" };
};
const imdsRequest = async (options) => {
	const { request } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 7067, 19));
	return new Promise((resolve, reject) => {
		const req = request({
			hostname: options.hostname,
			port: options.port,
			path: options.path,
			method: options.method,
			headers: options.headers,
			timeout: TIMEOUT_MS,
			signal: AbortSignal.timeout(TIMEOUT_MS)
		});
		req.on("error", (err) => {
			reject(err);
			req.destroy();
		});
		req.on("timeout", () => {
			reject(/* @__PURE__ */ new Error("TimeoutError from instance metadata service"));
			req.destroy();
		});
		req.on("response", (res) => {
			const { statusCode = 400 } = res;
			if (statusCode < 200 || statusCode >= 300) {
				reject(Object.assign(/* @__PURE__ */ new Error("Error response received from instance metadata service"), { statusCode }));
				req.destroy();
				return;
			}
			const chunks = [];
			res.on("data", (chunk) => chunks.push(chunk));
			res.on("end", () => {
				resolve(Buffer.concat(chunks));
				req.destroy();
			});
		});
		req.end();
	});
};
const REGION_ENV_NAME = "AWS_REGION";
const REGION_INI_NAME = "region";
const NODE_REGION_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => env[REGION_ENV_NAME],
	configFileSelector: (profile) => profile[REGION_INI_NAME],
	default: async () => {
		const region = await getInstanceMetadataRegion();
		if (region) return region;
		throw new Error("Region is missing");
	}
};
const NODE_REGION_CONFIG_FILE_OPTIONS = { preferredFile: "credentials" };
const validRegions = /* @__PURE__ */ new Set();
const checkRegion = (region, check = isValidHostLabel) => {
	if (!validRegions.has(region) && !check(region)) {
		if (region === "*") console.warn(`@smithy/config-resolver WARN - Please use the caller region instead of "*". See "sigv4a" in https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md.`);
		else throw new Error(`Region not accepted: region="${region}" is not a valid hostname component.`);
	} else validRegions.add(region);
};
const isFipsRegion = (region) => typeof region === "string" && (region.startsWith("fips-") || region.endsWith("-fips"));
const getRealRegion = (region) => isFipsRegion(region) ? ["fips-aws-global", "aws-fips"].includes(region) ? "us-east-1" : region.replace(/fips-(dkr-|prod-)?|-fips/, "") : region;
const resolveRegionConfig = (input) => {
	const { region, useFipsEndpoint } = input;
	if (!region) throw new Error("Region is missing");
	return Object.assign(input, {
		region: async () => {
			const providedRegion = typeof region === "function" ? await region() : region;
			const realRegion = getRealRegion(providedRegion);
			checkRegion(realRegion);
			return realRegion;
		},
		useFipsEndpoint: async () => {
			const providedRegion = typeof region === "string" ? region : await region();
			if (isFipsRegion(providedRegion)) return true;
			return typeof useFipsEndpoint !== "function" ? Promise.resolve(!!useFipsEndpoint) : useFipsEndpoint();
		}
	});
};
const AWS_DEFAULTS_MODE_ENV = "AWS_DEFAULTS_MODE";
const AWS_DEFAULTS_MODE_CONFIG = "defaults_mode";
const NODE_DEFAULTS_MODE_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => {
		return env[AWS_DEFAULTS_MODE_ENV];
	},
	configFileSelector: (profile) => {
		return profile[AWS_DEFAULTS_MODE_CONFIG];
	},
	default: "legacy"
};
const resolveDefaultsModeConfig = ({ region = loadConfig(NODE_REGION_CONFIG_OPTIONS), defaultsMode = loadConfig(NODE_DEFAULTS_MODE_CONFIG_OPTIONS) } = {}) => memoize(async () => {
	const mode = typeof defaultsMode === "function" ? await defaultsMode() : defaultsMode;
	switch (mode?.toLowerCase()) {
		case "auto": return resolveNodeDefaultsModeAuto(region);
		case "in-region":
		case "cross-region":
		case "mobile":
		case "standard":
		case "legacy": return Promise.resolve(mode?.toLocaleLowerCase());
		case void 0: return Promise.resolve("legacy");
		default: throw new Error(`Invalid parameter for "defaultsMode", expect ${DEFAULTS_MODE_OPTIONS.join(", ")}, got ${mode}`);
	}
});
const resolveNodeDefaultsModeAuto = async (clientRegion) => {
	if (clientRegion) {
		const resolvedRegion = typeof clientRegion === "function" ? await clientRegion() : clientRegion;
		const inferredRegion = await inferPhysicalRegion();
		if (!inferredRegion) return "standard";
		if (resolvedRegion === inferredRegion) return "in-region";
		else return "cross-region";
	}
	return "standard";
};
const inferPhysicalRegion = async () => {
	if (process.env["AWS_EXECUTION_ENV"] && (process.env["AWS_REGION"] || process.env["AWS_DEFAULT_REGION"])) return process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"];
	return getInstanceMetadataRegion();
};
const ENV_ENDPOINT_URL = "AWS_ENDPOINT_URL";
const CONFIG_ENDPOINT_URL = "endpoint_url";
const getEndpointUrlConfig = (serviceId) => ({
	environmentVariableSelector: (env) => {
		const serviceSuffixParts = serviceId.split(" ").map((w) => w.toUpperCase());
		const serviceEndpointUrl = env[[ENV_ENDPOINT_URL, ...serviceSuffixParts].join("_")];
		if (serviceEndpointUrl) return serviceEndpointUrl;
		const endpointUrl = env[ENV_ENDPOINT_URL];
		if (endpointUrl) return endpointUrl;
	},
	configFileSelector: (profile, config) => {
		if (profile.services) {
			const servicesSectionKey = ["services", profile.services].join(".");
			if (!config || !config[servicesSectionKey]) throw new Error(`The services section "${profile.services}" specified in the profile is not present in the shared configuration file.`);
			const endpointUrl = config[servicesSectionKey][[serviceId.split(" ").map((w) => w.toLowerCase()).join("_"), CONFIG_ENDPOINT_URL].join(".")];
			if (endpointUrl) return endpointUrl;
		}
		const endpointUrl = profile[CONFIG_ENDPOINT_URL];
		if (endpointUrl) return endpointUrl;
	},
	default: void 0
});
const ENV_IGNORE_CONFIGURED_ENDPOINT_URLS = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
const CONFIG_IGNORE_CONFIGURED_ENDPOINT_URLS = "ignore_configured_endpoint_urls";
const ignoreConfiguredEndpointUrlsConfigSelectors = {
	environmentVariableSelector: (env) => booleanSelector(env, ENV_IGNORE_CONFIGURED_ENDPOINT_URLS, SelectorType.ENV),
	configFileSelector: (profile) => booleanSelector(profile, CONFIG_IGNORE_CONFIGURED_ENDPOINT_URLS, SelectorType.CONFIG),
	default: false
};
const getEndpointFromConfig = async (serviceId) => {
	if (await loadConfig(ignoreConfiguredEndpointUrlsConfigSelectors)()) return;
	return loadConfig(getEndpointUrlConfig(serviceId ?? ""))();
};
const resolveParamsForS3 = async (endpointParams) => {
	const bucket = endpointParams?.Bucket || "";
	if (typeof endpointParams.Bucket === "string") endpointParams.Bucket = bucket.replace(/#/g, encodeURIComponent("#")).replace(/\?/g, encodeURIComponent("?"));
	if (isArnBucketName(bucket)) {
		if (endpointParams.ForcePathStyle === true) throw new Error("Path-style addressing cannot be used with ARN buckets");
	} else if (!isDnsCompatibleBucketName(bucket) || bucket.indexOf(".") !== -1 && !String(endpointParams.Endpoint).startsWith("http:") || bucket.toLowerCase() !== bucket || bucket.length < 3) endpointParams.ForcePathStyle = true;
	if (endpointParams.DisableMultiRegionAccessPoints) {
		endpointParams.disableMultiRegionAccessPoints = true;
		endpointParams.DisableMRAP = true;
	}
	return endpointParams;
};
const DOMAIN_PATTERN = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const IP_ADDRESS_PATTERN = /(\d+\.){3}\d+/;
const DOTS_PATTERN = /\.\./;
const isDnsCompatibleBucketName = (bucketName) => DOMAIN_PATTERN.test(bucketName) && !IP_ADDRESS_PATTERN.test(bucketName) && !DOTS_PATTERN.test(bucketName);
const isArnBucketName = (bucketName) => {
	const [arn, partition, service, , , bucket] = bucketName.split(":");
	const isArn = arn === "arn" && bucketName.split(":").length >= 6;
	const isValidArn = Boolean(isArn && partition && service && bucket);
	if (isArn && !isValidArn) throw new Error(`Invalid ARN: ${bucketName} was an invalid ARN.`);
	return isValidArn;
};
const createConfigValueProvider = (configKey, canonicalEndpointParamKey, config, isClientContextParam = false) => {
	const configProvider = async () => {
		let configValue;
		if (isClientContextParam) configValue = config.clientContextParams?.[configKey] ?? config[configKey] ?? config[canonicalEndpointParamKey];
		else configValue = config[configKey] ?? config[canonicalEndpointParamKey];
		if (typeof configValue === "function") return configValue();
		return configValue;
	};
	if (configKey === "credentialScope" || canonicalEndpointParamKey === "CredentialScope") return async () => {
		const credentials = typeof config.credentials === "function" ? await config.credentials() : config.credentials;
		return credentials?.credentialScope ?? credentials?.CredentialScope;
	};
	if (configKey === "accountId" || canonicalEndpointParamKey === "AccountId") return async () => {
		const credentials = typeof config.credentials === "function" ? await config.credentials() : config.credentials;
		return credentials?.accountId ?? credentials?.AccountId;
	};
	if (configKey === "endpoint" || canonicalEndpointParamKey === "endpoint") return async () => {
		if (config.isCustomEndpoint === false) return;
		const endpoint = await configProvider();
		if (endpoint && typeof endpoint === "object") {
			if ("url" in endpoint) return endpoint.url.href;
			if ("hostname" in endpoint) {
				const { protocol, hostname, port, path } = endpoint;
				return `${protocol}//${hostname}${port ? ":" + port : ""}${path}`;
			}
		}
		return endpoint;
	};
	return configProvider;
};
function bindGetEndpointFromInstructions(getEndpointFromConfig) {
	return async (commandInput, instructionsSupplier, clientConfig, context) => {
		if (!clientConfig.isCustomEndpoint && !clientConfig.ignoreConfiguredEndpointUrls) {
			let endpointFromConfig;
			if (clientConfig.serviceConfiguredEndpoint) endpointFromConfig = await clientConfig.serviceConfiguredEndpoint();
			else endpointFromConfig = await getEndpointFromConfig(clientConfig.serviceId);
			if (endpointFromConfig) {
				clientConfig.endpoint = () => Promise.resolve(toEndpointV1(endpointFromConfig));
				clientConfig.isCustomEndpoint = true;
				context?.logger?.debug?.(`@smithy/core/endpoints - resolved endpoint from config: ${endpointFromConfig}`);
			}
		}
		const endpointParams = await resolveParams(commandInput, instructionsSupplier, clientConfig);
		if (typeof clientConfig.endpointProvider !== "function") throw new Error("config.endpointProvider is not set.");
		const endpoint = clientConfig.endpointProvider(endpointParams, context);
		if (clientConfig.isCustomEndpoint && clientConfig.endpoint) {
			const customEndpoint = await clientConfig.endpoint();
			if (customEndpoint?.headers) {
				endpoint.headers ??= {};
				for (const [name, value] of Object.entries(customEndpoint.headers)) endpoint.headers[name] = Array.isArray(value) ? value : [value];
			}
		}
		return endpoint;
	};
}
const resolveParams = async (commandInput, instructionsSupplier, clientConfig) => {
	const endpointParams = {};
	const instructions = instructionsSupplier?.getEndpointParameterInstructions?.() || {};
	for (const [name, instruction] of Object.entries(instructions)) switch (instruction.type) {
		case "staticContextParams":
			endpointParams[name] = instruction.value;
			break;
		case "contextParams":
			endpointParams[name] = commandInput[instruction.name];
			break;
		case "clientContextParams":
		case "builtInParams":
			endpointParams[name] = await createConfigValueProvider(instruction.name, name, clientConfig, instruction.type !== "builtInParams")();
			break;
		case "operationContextParams":
			endpointParams[name] = instruction.get(commandInput);
			break;
		default: throw new Error("Unrecognized endpoint parameter instruction: " + JSON.stringify(instruction));
	}
	if (Object.keys(instructions).length === 0) Object.assign(endpointParams, clientConfig);
	if (String(clientConfig.serviceId).toLowerCase() === "s3") await resolveParamsForS3(endpointParams);
	return endpointParams;
};
function setFeature(context, feature, value) {
	if (!context.__smithy_context) context.__smithy_context = { features: {} };
	else if (!context.__smithy_context.features) context.__smithy_context.features = {};
	context.__smithy_context.features[feature] = value;
}
function bindEndpointMiddleware(getEndpointFromConfig) {
	const getEndpointFromInstructions = bindGetEndpointFromInstructions(getEndpointFromConfig);
	return ({ config, instructions }) => {
		return (next, context) => async (args) => {
			if (config.isCustomEndpoint) setFeature(context, "ENDPOINT_OVERRIDE", "N");
			const endpoint = await getEndpointFromInstructions(args.input, { getEndpointParameterInstructions() {
				return instructions;
			} }, { ...config }, context);
			context.endpointV2 = endpoint;
			context.authSchemes = endpoint.properties?.authSchemes;
			const authScheme = context.authSchemes?.[0];
			if (authScheme) {
				context["signing_region"] = authScheme.signingRegion;
				context["signing_service"] = authScheme.signingName;
				const httpAuthOption = getSmithyContext(context)?.selectedHttpAuthScheme?.httpAuthOption;
				if (httpAuthOption) httpAuthOption.signingProperties = Object.assign(httpAuthOption.signingProperties || {}, {
					signing_region: authScheme.signingRegion,
					signingRegion: authScheme.signingRegion,
					signing_service: authScheme.signingName,
					signingName: authScheme.signingName,
					signingRegionSet: authScheme.signingRegionSet
				}, authScheme.properties);
			}
			return next({ ...args });
		};
	};
}
const endpointMiddlewareOptions = {
	step: "serialize",
	tags: [
		"ENDPOINT_PARAMETERS",
		"ENDPOINT_V2",
		"ENDPOINT"
	],
	name: "endpointV2Middleware",
	override: true,
	relation: "before",
	toMiddleware: {
		name: "serializerMiddleware",
		step: "serialize",
		tags: ["SERIALIZER"],
		override: true
	}.name
};
function bindGetEndpointPlugin(getEndpointFromConfig) {
	const endpointMiddleware = bindEndpointMiddleware(getEndpointFromConfig);
	return (config, instructions) => ({ applyToStack: (clientStack) => {
		clientStack.addRelativeTo(endpointMiddleware({
			config,
			instructions
		}), endpointMiddlewareOptions);
	} });
}
function bindResolveEndpointConfig(getEndpointFromConfig) {
	return (input) => {
		const tls = input.tls ?? true;
		const { endpoint, useDualstackEndpoint, useFipsEndpoint } = input;
		const resolvedConfig = Object.assign(input, {
			endpoint: endpoint != null ? async () => toEndpointV1(await normalizeProvider$1(endpoint)()) : void 0,
			tls,
			isCustomEndpoint: !!endpoint,
			useDualstackEndpoint: normalizeProvider$1(useDualstackEndpoint ?? false),
			useFipsEndpoint: normalizeProvider$1(useFipsEndpoint ?? false),
			ignoreConfiguredEndpointUrls: !!input.ignoreConfiguredEndpointUrls
		});
		let configuredEndpointPromise = void 0;
		resolvedConfig.serviceConfiguredEndpoint = async () => {
			if (input.serviceId && !configuredEndpointPromise) configuredEndpointPromise = getEndpointFromConfig(input.serviceId);
			return configuredEndpointPromise;
		};
		return resolvedConfig;
	};
}
var BinaryDecisionDiagram = class BinaryDecisionDiagram {
	nodes;
	root;
	conditions;
	results;
	constructor(bdd, root, conditions, results) {
		this.nodes = bdd;
		this.root = root;
		this.conditions = conditions;
		this.results = results;
	}
	static from(bdd, root, conditions, results) {
		return new BinaryDecisionDiagram(bdd, root, conditions, results);
	}
};
var EndpointCache = class {
	capacity;
	data = /* @__PURE__ */ new Map();
	parameters = [];
	constructor({ size, params }) {
		this.capacity = size ?? 50;
		if (params) this.parameters = params;
	}
	get(endpointParams, resolver) {
		const key = this.hash(endpointParams);
		if (key === false) return resolver();
		if (!this.data.has(key)) {
			if (this.data.size > this.capacity + 10) {
				const keys = this.data.keys();
				let i = 0;
				while (true) {
					const { value, done } = keys.next();
					this.data.delete(value);
					if (done || ++i > 10) break;
				}
			}
			this.data.set(key, resolver());
		}
		return this.data.get(key);
	}
	size() {
		return this.data.size;
	}
	hash(endpointParams) {
		let buffer = "";
		const { parameters } = this;
		if (parameters.length === 0) return false;
		for (const param of parameters) {
			const raw = endpointParams[param];
			const val = raw == null ? "\0" : String(raw);
			if (val.includes("|;")) return false;
			buffer += val + "|;";
		}
		return buffer;
	}
};
var EndpointError = class extends Error {
	constructor(message) {
		super(message);
		this.name = "EndpointError";
	}
};
const debugId = "endpoints";
function toDebugString(input) {
	if (typeof input !== "object" || input == null) return input;
	if ("ref" in input) return `$${toDebugString(input.ref)}`;
	if ("fn" in input) return `${input.fn}(${(input.argv || []).map(toDebugString).join(", ")})`;
	return JSON.stringify(input, null, 2);
}
const customEndpointFunctions = {};
const booleanEquals = (value1, value2) => value1 === value2;
function coalesce(...args) {
	for (const arg of args) if (arg != null) return arg;
}
const getAttrPathList = (path) => {
	const parts = path.split(".");
	const pathList = [];
	for (const part of parts) {
		const squareBracketIndex = part.indexOf("[");
		if (squareBracketIndex !== -1) {
			if (part.indexOf("]") !== part.length - 1) throw new EndpointError(`Path: '${path}' does not end with ']'`);
			const arrayIndex = part.slice(squareBracketIndex + 1, -1);
			if (Number.isNaN(parseInt(arrayIndex))) throw new EndpointError(`Invalid array index: '${arrayIndex}' in path: '${path}'`);
			if (squareBracketIndex !== 0) pathList.push(part.slice(0, squareBracketIndex));
			pathList.push(arrayIndex);
		} else pathList.push(part);
	}
	return pathList;
};
const getAttr = (value, path) => getAttrPathList(path).reduce((acc, index) => {
	if (typeof acc !== "object") throw new EndpointError(`Index '${index}' in '${path}' not found in '${JSON.stringify(value)}'`);
	else if (Array.isArray(acc)) {
		const i = parseInt(index);
		return acc[i < 0 ? acc.length + i : i];
	}
	return acc[index];
}, value);
const isSet = (value) => value != null;
function ite(condition, trueValue, falseValue) {
	return condition ? trueValue : falseValue;
}
const not = (value) => !value;
const IP_V4_REGEX = new RegExp(`^(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)){3}$`);
const isIpAddress = (value) => IP_V4_REGEX.test(value) || value.startsWith("[") && value.endsWith("]");
const DEFAULT_PORTS = {
	[EndpointURLScheme.HTTP]: 80,
	[EndpointURLScheme.HTTPS]: 443
};
const parseURL = (value) => {
	const whatwgURL = (() => {
		try {
			if (value instanceof URL) return value;
			if (typeof value === "object" && "hostname" in value) {
				const { hostname, port, protocol = "", path = "", query = {} } = value;
				const url = new URL(`${protocol}//${hostname}${port ? `:${port}` : ""}${path}`);
				url.search = Object.entries(query).map(([k, v]) => `${k}=${v}`).join("&");
				return url;
			}
			return new URL(value);
		} catch (ignored) {
			return null;
		}
	})();
	if (!whatwgURL) {
		console.error(`Unable to parse ${JSON.stringify(value)} as a whatwg URL.`);
		return null;
	}
	const urlString = whatwgURL.href;
	const { host, hostname, pathname, protocol, search } = whatwgURL;
	if (search) return null;
	const scheme = protocol.slice(0, -1);
	if (!Object.values(EndpointURLScheme).includes(scheme)) return null;
	const isIp = isIpAddress(hostname);
	return {
		scheme,
		authority: `${host}${urlString.includes(`${host}:${DEFAULT_PORTS[scheme]}`) || typeof value === "string" && value.includes(`${host}:${DEFAULT_PORTS[scheme]}`) ? `:${DEFAULT_PORTS[scheme]}` : ``}`,
		path: pathname,
		normalizedPath: pathname.endsWith("/") ? pathname : `${pathname}/`,
		isIp
	};
};
function split(value, delimiter, limit) {
	if (limit === 1) return [value];
	if (value === "") return [""];
	const parts = value.split(delimiter);
	if (limit === 0) return parts;
	return parts.slice(0, limit - 1).concat(parts.slice(1).join(delimiter));
}
const stringEquals = (value1, value2) => value1 === value2;
const substring = (input, start, stop, reverse) => {
	if (input == null || start >= stop || input.length < stop || /[^\u0000-\u007f]/.test(input)) return null;
	if (!reverse) return input.substring(start, stop);
	return input.substring(input.length - stop, input.length - start);
};
const uriEncode = (value) => encodeURIComponent(value).replace(/[!*'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const endpointFunctions = {
	booleanEquals,
	coalesce,
	getAttr,
	isSet,
	isValidHostLabel,
	ite,
	not,
	parseURL,
	split,
	stringEquals,
	substring,
	uriEncode
};
const evaluateTemplate = (template, options) => {
	const evaluatedTemplateArr = [];
	const { referenceRecord, endpointParams } = options;
	let currentIndex = 0;
	while (currentIndex < template.length) {
		const openingBraceIndex = template.indexOf("{", currentIndex);
		if (openingBraceIndex === -1) {
			evaluatedTemplateArr.push(template.slice(currentIndex));
			break;
		}
		evaluatedTemplateArr.push(template.slice(currentIndex, openingBraceIndex));
		const closingBraceIndex = template.indexOf("}", openingBraceIndex);
		if (closingBraceIndex === -1) {
			evaluatedTemplateArr.push(template.slice(openingBraceIndex));
			break;
		}
		if (template[openingBraceIndex + 1] === "{" && template[closingBraceIndex + 1] === "}") {
			evaluatedTemplateArr.push(template.slice(openingBraceIndex + 1, closingBraceIndex));
			currentIndex = closingBraceIndex + 2;
		}
		const parameterName = template.substring(openingBraceIndex + 1, closingBraceIndex);
		if (parameterName.includes("#")) {
			const [refName, attrName] = parameterName.split("#");
			evaluatedTemplateArr.push(getAttr(referenceRecord[refName] ?? endpointParams[refName], attrName));
		} else evaluatedTemplateArr.push(referenceRecord[parameterName] ?? endpointParams[parameterName]);
		currentIndex = closingBraceIndex + 1;
	}
	return evaluatedTemplateArr.join("");
};
const getReferenceValue = ({ ref }, options) => {
	return options.referenceRecord[ref] ?? options.endpointParams[ref];
};
const evaluateExpression = (obj, keyName, options) => {
	if (typeof obj === "string") return evaluateTemplate(obj, options);
	else if (obj["fn"]) return group$1.callFunction(obj, options);
	else if (obj["ref"]) return getReferenceValue(obj, options);
	throw new EndpointError(`'${keyName}': ${String(obj)} is not a string, function or reference.`);
};
const callFunction = ({ fn, argv }, options) => {
	const evaluatedArgs = Array(argv.length);
	for (let i = 0; i < evaluatedArgs.length; ++i) {
		const arg = argv[i];
		if (typeof arg === "boolean" || typeof arg === "number") evaluatedArgs[i] = arg;
		else evaluatedArgs[i] = group$1.evaluateExpression(arg, "arg", options);
	}
	const namespaceSeparatorIndex = fn.indexOf(".");
	if (namespaceSeparatorIndex !== -1) {
		const customFunction = customEndpointFunctions[fn.slice(0, namespaceSeparatorIndex)]?.[fn.slice(namespaceSeparatorIndex + 1)];
		if (typeof customFunction === "function") return customFunction(...evaluatedArgs);
	}
	const callable = endpointFunctions[fn];
	if (typeof callable === "function") return callable(...evaluatedArgs);
	throw new Error(`function ${fn} not loaded in endpointFunctions.`);
};
const group$1 = {
	evaluateExpression,
	callFunction
};
const evaluateCondition = (condition, options) => {
	const { assign } = condition;
	if (assign && assign in options.referenceRecord) throw new EndpointError(`'${assign}' is already defined in Reference Record.`);
	const value = callFunction(condition, options);
	options.logger?.debug?.(`${debugId} evaluateCondition: ${toDebugString(condition)} = ${toDebugString(value)}`);
	const result = value === "" ? true : !!value;
	if (assign != null) return {
		result,
		toAssign: {
			name: assign,
			value
		}
	};
	return { result };
};
const getEndpointHeaders = (headers, options) => Object.entries(headers ?? {}).reduce((acc, [headerKey, headerVal]) => {
	acc[headerKey] = headerVal.map((headerValEntry) => {
		const processedExpr = evaluateExpression(headerValEntry, "Header value entry", options);
		if (typeof processedExpr !== "string") throw new EndpointError(`Header '${headerKey}' value '${processedExpr}' is not a string`);
		return processedExpr;
	});
	return acc;
}, {});
const getEndpointProperties = (properties, options) => Object.entries(properties).reduce((acc, [propertyKey, propertyVal]) => {
	acc[propertyKey] = group.getEndpointProperty(propertyVal, options);
	return acc;
}, {});
const getEndpointProperty = (property, options) => {
	if (Array.isArray(property)) return property.map((propertyEntry) => getEndpointProperty(propertyEntry, options));
	switch (typeof property) {
		case "string": return evaluateTemplate(property, options);
		case "object":
			if (property === null) throw new EndpointError(`Unexpected endpoint property: ${property}`);
			return group.getEndpointProperties(property, options);
		case "boolean": return property;
		default: throw new EndpointError(`Unexpected endpoint property type: ${typeof property}`);
	}
};
const group = {
	getEndpointProperty,
	getEndpointProperties
};
const getEndpointUrl = (endpointUrl, options) => {
	const expression = evaluateExpression(endpointUrl, "Endpoint URL", options);
	if (typeof expression === "string") try {
		return new URL(expression);
	} catch (error) {
		console.error(`Failed to construct URL with ${expression}`, error);
		throw error;
	}
	throw new EndpointError(`Endpoint URL must be a string, got ${typeof expression}`);
};
const RESULT = 1e8;
const decideEndpoint = (bdd, options) => {
	const { nodes, root, results, conditions } = bdd;
	let ref = root;
	const referenceRecord = {};
	const closure = {
		referenceRecord,
		endpointParams: options.endpointParams,
		logger: options.logger
	};
	while (ref !== 1 && ref !== -1 && ref < RESULT) {
		const node_i = 3 * (Math.abs(ref) - 1);
		const [condition_i, highRef, lowRef] = [
			nodes[node_i],
			nodes[node_i + 1],
			nodes[node_i + 2]
		];
		const [fn, argv, assign] = conditions[condition_i];
		const evaluation = evaluateCondition({
			fn,
			assign,
			argv
		}, closure);
		if (evaluation.toAssign) {
			const { name, value } = evaluation.toAssign;
			referenceRecord[name] = value;
		}
		ref = ref >= 0 === evaluation.result ? highRef : lowRef;
	}
	if (ref >= RESULT) {
		const result = results[ref - RESULT];
		if (result[0] === -1) {
			const [, errorExpression] = result;
			throw new EndpointError(evaluateExpression(errorExpression, "Error", closure));
		}
		const [url, properties, headers] = result;
		return {
			url: getEndpointUrl(url, closure),
			properties: getEndpointProperties(properties, closure),
			headers: getEndpointHeaders(headers ?? {}, closure)
		};
	}
	throw new EndpointError(`No matching endpoint.`);
};
const resolveEndpointConfig = bindResolveEndpointConfig(getEndpointFromConfig);
bindEndpointMiddleware(getEndpointFromConfig);
const getEndpointPlugin = bindGetEndpointPlugin(getEndpointFromConfig);
var Hash = class {
	algorithmIdentifier;
	secret;
	hash;
	constructor(algorithmIdentifier, secret) {
		this.algorithmIdentifier = algorithmIdentifier;
		this.secret = secret;
		this.reset();
	}
	update(toHash, encoding) {
		this.hash.update(toUint8Array(castSourceData(toHash, encoding)));
	}
	digest() {
		return Promise.resolve(this.hash.digest());
	}
	reset() {
		this.hash = this.secret ? (0,external_node_crypto_.createHmac)(this.algorithmIdentifier, castSourceData(this.secret)) : (0,external_node_crypto_.createHash)(this.algorithmIdentifier);
	}
};
function castSourceData(toCast, encoding) {
	if (Buffer.isBuffer(toCast)) return toCast;
	if (typeof toCast === "string") return fromString(toCast, encoding);
	if (ArrayBuffer.isView(toCast)) return fromArrayBuffer(toCast.buffer, toCast.byteOffset, toCast.byteLength);
	return fromArrayBuffer(toCast);
}
const isReadableStream = (stream) => typeof ReadableStream === "function" && (stream?.constructor?.name === ReadableStream.name || stream instanceof ReadableStream);
const isBlob = (blob) => {
	return typeof Blob === "function" && (blob?.constructor?.name === Blob.name || blob instanceof Blob);
};
const fromUtf8 = (input) => new TextEncoder().encode(input);
const chars = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/`;
Object.entries(chars).reduce((acc, [i, c]) => {
	acc[c] = Number(i);
	return acc;
}, {});
const alphabetByValue = chars.split("");
function toBase64(_input) {
	let input;
	if (typeof _input === "string") input = fromUtf8(_input);
	else input = _input;
	const isArrayLike = typeof input === "object" && typeof input.length === "number";
	const isUint8Array = typeof input === "object" && typeof input.byteOffset === "number" && typeof input.byteLength === "number";
	if (!isArrayLike && !isUint8Array) throw new Error("@smithy/util-base64: toBase64 encoder function only accepts string | Uint8Array.");
	let str = "";
	for (let i = 0; i < input.length; i += 3) {
		let bits = 0;
		let bitLength = 0;
		for (let j = i, limit = Math.min(i + 3, input.length); j < limit; j++) {
			bits |= input[j] << (limit - j - 1) * 8;
			bitLength += 8;
		}
		const bitClusterCount = Math.ceil(bitLength / 6);
		bits <<= bitClusterCount * 6 - bitLength;
		for (let k = 1; k <= bitClusterCount; k++) {
			const offset = (bitClusterCount - k) * 6;
			str += alphabetByValue[(bits & 63 << offset) >> offset];
		}
		str += "==".slice(0, 4 - bitClusterCount);
	}
	return str;
}
const toUtf8 = (input) => {
	if (typeof input === "string") return input;
	if (typeof input !== "object" || typeof input.byteOffset !== "number" || typeof input.byteLength !== "number") throw new Error("@smithy/util-utf8: toUtf8 encoder function only accepts string | Uint8Array.");
	return new TextDecoder("utf-8").decode(input);
};
const streamCollector$1 = async (stream) => {
	if (isBlob(stream)) return collectBlob(stream);
	return collectReadableStream(stream);
};
async function collectBlob(blob) {
	return blob.arrayBuffer().then((ab) => new Uint8Array(ab));
}
async function collectReadableStream(stream) {
	const chunks = [];
	const reader = stream.getReader();
	let length = 0;
	while (true) {
		const { done, value } = await reader.read();
		if (value) {
			chunks.push(value);
			length += value.length;
		}
		if (done) break;
	}
	return concatBytes(chunks, length);
}
const ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED$1 = "The stream has already been transformed.";
const sdkStreamMixin$1 = (stream) => {
	if (!isBlobInstance(stream) && !isReadableStream(stream)) {
		const name = stream?.__proto__?.constructor?.name || stream;
		throw new Error(`Unexpected stream implementation, expect Blob or ReadableStream, got ${name}`);
	}
	let transformed = false;
	const transformToByteArray = async () => {
		if (transformed) throw new Error(ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED$1);
		transformed = true;
		return await streamCollector$1(stream);
	};
	const blobToWebStream = (blob) => {
		if (typeof blob.stream !== "function") throw new Error("Cannot transform payload Blob to web stream. Please make sure the Blob.stream() is polyfilled.\nIf you are using React Native, this API is not yet supported, see: https://react-native.canny.io/feature-requests/p/fetch-streaming-body");
		return blob.stream();
	};
	return Object.assign(stream, {
		transformToByteArray,
		transformToString: async (encoding) => {
			const buf = await transformToByteArray();
			if (encoding === "base64") return toBase64(buf);
			else if (encoding === "hex") return toHex(buf);
			else if (encoding === void 0 || encoding === "utf8" || encoding === "utf-8") return toUtf8(buf);
			else if (typeof TextDecoder === "function") return new TextDecoder(encoding).decode(buf);
			else throw new Error("TextDecoder is not available, please make sure polyfill is provided.");
		},
		transformToWebStream: () => {
			if (transformed) throw new Error(ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED$1);
			transformed = true;
			if (isBlobInstance(stream)) return blobToWebStream(stream);
			else if (isReadableStream(stream)) return stream;
			else throw new Error(`Cannot transform payload to web stream, got ${stream}`);
		}
	});
};
const isBlobInstance = (stream) => typeof Blob === "function" && stream instanceof Blob;
const streamCollector = (stream) => {
	if (isBlob(stream)) return collectBlob(stream);
	if (isReadableStream(stream)) return collectReadableStream(stream);
	return new Promise((resolve, reject) => {
		const collector = new Collector();
		const nodeStream = stream;
		nodeStream.pipe(collector);
		nodeStream.on("error", (err) => {
			collector.end();
			reject(err);
		});
		collector.on("error", reject);
		collector.on("finish", function() {
			resolve(concatBytes(this.bufferedBytes));
		});
	});
};
var Collector = class extends external_node_stream_.Writable {
	bufferedBytes = [];
	_write(chunk, encoding, callback) {
		this.bufferedBytes.push(chunk);
		callback();
	}
};
const ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED = "The stream has already been transformed.";
const sdkStreamMixin = (stream) => {
	if (!(stream instanceof external_node_stream_.Readable)) try {
		return sdkStreamMixin$1(stream);
	} catch (ignored) {
		const name = stream?.__proto__?.constructor?.name || stream;
		throw new Error(`Unexpected stream implementation, expect Stream.Readable instance, got ${name}`);
	}
	let transformed = false;
	const transformToByteArray = async () => {
		if (transformed) throw new Error(ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED);
		transformed = true;
		return await streamCollector(stream);
	};
	return Object.assign(stream, {
		transformToByteArray,
		transformToString: async (encoding) => {
			const buf = await transformToByteArray();
			if (encoding === void 0 || Buffer.isEncoding(encoding)) return fromArrayBuffer(buf.buffer, buf.byteOffset, buf.byteLength).toString(encoding);
			else return new TextDecoder(encoding).decode(buf);
		},
		transformToWebStream: () => {
			if (transformed) throw new Error(ERR_MSG_STREAM_HAS_BEEN_TRANSFORMED);
			if (stream.readableFlowing !== null) throw new Error("The stream has been consumed by other callbacks.");
			if (typeof external_node_stream_.Readable.toWeb !== "function") throw new Error("Readable.toWeb() is not supported. Please ensure a polyfill is available.");
			transformed = true;
			return external_node_stream_.Readable.toWeb(stream);
		}
	});
};
function writeKey$2(obj) {
	Object.defineProperty(obj, "__proto__", {
		value: void 0,
		writable: true,
		enumerable: true,
		configurable: true
	});
}
var Uint8ArrayBlobAdapter = class extends bindUint8ArrayBlobAdapter(toUtf8$1, fromUtf8$1, toBase64$1, fromBase64) {};
const v4 = bindV4(external_node_crypto_.getRandomValues);
const generateIdempotencyToken = v4;
const collectBody = async (streamBody = /* @__PURE__ */ new Uint8Array(), context) => {
	if (streamBody instanceof Uint8Array) return Uint8ArrayBlobAdapter.mutate(streamBody);
	if (!streamBody) return Uint8ArrayBlobAdapter.mutate(/* @__PURE__ */ new Uint8Array());
	const fromContext = context.streamCollector(streamBody);
	return Uint8ArrayBlobAdapter.mutate(await fromContext);
};
function extendedEncodeURIComponent(str) {
	if (/^[\w.~-]+$/.test(str)) return str;
	return encodeURIComponent(str).replace(/[!'()*]/g, function(c) {
		return "%" + c.charCodeAt(0).toString(16).toUpperCase();
	});
}
const HTTP_BINDINGS = Symbol.for("@smithy/schema-x");
var HttpBindingNormalizedSchema = class HttpBindingNormalizedSchema extends NormalizedSchema {
	static identity = Symbol.for("@smithy/HttpBindingNormalizedSchema");
	identity = HttpBindingNormalizedSchema.identity;
	bindings;
	constructor(schema) {
		super(schema);
	}
	static of(schema) {
		const ns = NormalizedSchema.of(schema);
		if (ns.identity === HttpBindingNormalizedSchema.identity) return ns;
		const schemaCache = ns.isMemberSchema() ? ns : ns.getSchema();
		const cache = typeof schemaCache === "object" && schemaCache !== null ? schemaCache : ns;
		return cache[HTTP_BINDINGS] ??= new HttpBindingNormalizedSchema(ns);
	}
	getHttpBindingLocation(traits) {
		if (traits.httpPayload) return 36;
		if (traits.httpLabel) return 33;
		if (traits.httpHeader) return 38;
		if (typeof traits.httpPrefixHeaders === "string") return 39;
		if (traits.httpQuery) return 34;
		if (traits.httpQueryParams) return 35;
		if (traits.httpResponseCode) return 37;
		return 32;
	}
	getHttpBindingValue(location, traits, nested = false) {
		const raw = this.getSchema();
		const type = typeof raw === "number" ? raw & 255 : this.isListSchema() ? 64 : 255;
		const slot = location & 7;
		const media = traits.mediaType ? traits.mediaType === "application/json" || traits.mediaType.endsWith("+json") ? 2 : 1 : 0;
		const stream = traits.streaming || type === 42 ? this.isStructSchema() ? 2 : 1 : 0;
		const timestamp = type >= 4 && type <= 7 ? slot >= 6 ? 2 : slot > 0 && slot < 4 ? 1 : 0 : 0;
		let flags = type | media << 8 | (traits.idempotencyToken ? 1 : 0) << 10 | stream << 11 | (traits.sparse ? 1 : 0) << 13 | timestamp << 14 | (traits.hostLabel ? 1 : 0) << 17 | (location === 36 && typeof raw !== "object" ? 1 : 0) << 18;
		const category = type & 192;
		const collectionValue = slot & 2 && (category === 64 || !nested && slot & 1) ? this.getHttpBindingCollectionValue(location, traits) : void 0;
		const valueType = (collectionValue?.[1] ?? 0) & 255;
		flags |= (slot >= 6 && (valueType === 4 || valueType === 6) ? 1 : 0) << 16;
		return [
			this,
			flags,
			collectionValue
		];
	}
	getHttpBindingCollectionValue(location, traits = this.getMergedTraits()) {
		const valueSchema = HttpBindingNormalizedSchema.of(this.getValueSchema());
		return valueSchema.getHttpBindingValue(location, {
			...valueSchema.getMergedTraits(),
			...traits
		}, true);
	}
	getHttpBindings() {
		const source = this.getSchema();
		return typeof source !== "object" || source === null ? EMPTY_BINDINGS : this.bindings ??= buildHttpBindings(this);
	}
};
const buildHttpBindings = (schema) => {
	const bodyMemberNames = [];
	const bodyMemberSchemas = [];
	const requestBodyMemberNames = [];
	const requestBodyMemberSchemas = [];
	const memberBindings = [];
	const byName = {};
	const headers = {};
	const prefixHeaders = [];
	const responseBindings = {
		headers,
		prefixHeaders
	};
	const bindings = {
		request: {
			memberBindings,
			byName
		},
		response: {
			bodyMemberNames,
			bindings: responseBindings
		}
	};
	const { request, response } = bindings;
	for (const [name, member] of schema.structIterator()) {
		const bindingSchema = HttpBindingNormalizedSchema.of(member);
		const traits = bindingSchema.getMergedTraits();
		const location = bindingSchema.getHttpBindingLocation(traits);
		const wireName = traits.httpHeader?.toLowerCase() ?? traits.httpPrefixHeaders?.toLowerCase() ?? traits.httpQuery;
		const value = bindingSchema.getHttpBindingValue(location, traits);
		const binding = [
			name,
			value,
			location,
			wireName
		];
		if (name === "__proto__") writeKey$2(byName);
		byName[name] = binding;
		if (value[1] >> 10 & 1) request.hasIdempotency = true;
		memberBindings.push(binding);
		const slot = location & 7;
		if (slot === 0) {
			requestBodyMemberNames.push(name);
			requestBodyMemberSchemas.push(member);
		}
		if ((slot & 4) === 0) {
			bodyMemberNames.push(name);
			bodyMemberSchemas.push(member);
		} else if ((slot & 6) === 4) {
			if (slot & 1) responseBindings.statusCode = binding;
			else {
				responseBindings.payload = binding;
				const type = value[1] & 255;
				request.contentTypeInstruction = traits.mediaType ?? (type === 0 ? "text/plain" : type === 21 || type === 42 ? "application/octet-stream" : null);
			}
		} else if (slot & 1) {
			request.hasPrefixHeaders = true;
			prefixHeaders.push(binding);
		} else {
			if (wireName === "__proto__") writeKey$2(headers);
			headers[wireName] = binding;
		}
	}
	if (request.contentTypeInstruction === void 0 && requestBodyMemberNames.length) request.contentTypeInstruction = null;
	request.syntheticBodySchema = createBodySchema(schema, requestBodyMemberNames, requestBodyMemberSchemas);
	response.syntheticBodySchema = createBodySchema(schema, bodyMemberNames, bodyMemberSchemas);
	return bindings;
};
const buildPathSegments = (path) => {
	const segments = [];
	let offset = 0;
	for (const match of path.matchAll(/\{([^{}+]+)(\+)?\}/g)) {
		if (match.index > offset) segments.push([path.slice(offset, match.index), 0]);
		segments.push([match[1], match[2] ? 2 : 1]);
		offset = match.index + match[0].length;
	}
	if (segments.length && offset < path.length) segments.push([path.slice(offset), 0]);
	return segments.length ? segments : void 0;
};
const buildHttpOperationBindings = (schema) => {
	const { http, endpoint } = translateTraits(schema.traits ?? {});
	const [path, search] = http?.[1].split("?") ?? [];
	return [
		http?.[0],
		path,
		search ? [...new URLSearchParams(search)] : [],
		path ? buildPathSegments(path) : void 0,
		endpoint?.[0]
	];
};
const EMPTY_BINDINGS = {
	request: {
		memberBindings: [],
		byName: {}
	},
	response: {
		bodyMemberNames: [],
		bindings: {
			headers: {},
			prefixHeaders: []
		}
	}
};
const getHttpOperationBindings = (schema) => schema[HTTP_BINDINGS] ??= buildHttpOperationBindings(schema);
const createBodySchema = (schema, memberNames, memberSchemas) => {
	if (!memberNames.length) return;
	const source = schema.getSchema();
	const body = [
		3,
		source[1],
		source[2],
		schema.getMergedTraits(),
		memberNames,
		memberSchemas
	];
	const required = source[6];
	const bodyRequired = required && memberNames.reduce((count, name) => count + (source[4].indexOf(name) < required ? 1 : 0), 0);
	if (bodyRequired) body[6] = bodyRequired;
	return body;
};
var SerdeContext = class {
	serdeContext;
	setSerdeContext(serdeContext) {
		this.serdeContext = serdeContext;
	}
};
var HttpProtocol = class extends SerdeContext {
	options;
	compositeErrorRegistry;
	constructor(options) {
		super();
		this.options = options;
		this.compositeErrorRegistry = new TypeRegistry(options.defaultNamespace);
		for (const etr of options.errorTypeRegistries ?? []) this.compositeErrorRegistry.copyFrom(etr);
	}
	getRequestType() {
		return HttpRequest;
	}
	getResponseType() {
		return HttpResponse;
	}
	setSerdeContext(serdeContext) {
		this.serdeContext = serdeContext;
		this.serializer.setSerdeContext(serdeContext);
		this.deserializer.setSerdeContext(serdeContext);
		if (this.getPayloadCodec()) this.getPayloadCodec().setSerdeContext(serdeContext);
	}
	updateServiceEndpoint(request, endpoint) {
		if ("url" in endpoint) {
			request.protocol = endpoint.url.protocol;
			request.hostname = endpoint.url.hostname;
			request.port = endpoint.url.port ? Number(endpoint.url.port) : void 0;
			request.path = endpoint.url.pathname;
			request.fragment = endpoint.url.hash || void 0;
			request.username = endpoint.url.username || void 0;
			request.password = endpoint.url.password || void 0;
			if (!request.query) request.query = {};
			for (const [k, v] of endpoint.url.searchParams.entries()) request.query[k] = v;
			if (endpoint.headers) for (const name in endpoint.headers) {
				if (!hasOwn(endpoint.headers, name)) continue;
				request.headers[name] = endpoint.headers[name].join(", ");
			}
			return request;
		} else {
			request.protocol = endpoint.protocol;
			request.hostname = endpoint.hostname;
			request.port = endpoint.port ? Number(endpoint.port) : void 0;
			request.path = endpoint.path;
			request.query = { ...endpoint.query };
			if (endpoint.headers) for (const name in endpoint.headers) {
				if (!hasOwn(endpoint.headers, name)) continue;
				request.headers[name] = endpoint.headers[name];
			}
			return request;
		}
	}
	setHostPrefix(request, operationSchema, input, operation = getHttpOperationBindings(operationSchema)) {
		if (this.serdeContext?.disableHostPrefix) return;
		const hostPrefix = operation[4];
		if (typeof hostPrefix !== "string") return;
		let resolvedHostPrefix = hostPrefix;
		for (const [name, [, flags]] of HttpBindingNormalizedSchema.of(operationSchema.input).getHttpBindings().request.memberBindings) {
			if (!(flags >> 17 & 1)) continue;
			const replacement = input[name];
			if (typeof replacement !== "string") throw new Error(`@smithy/core/schema - ${name} in input must be a string as hostLabel.`);
			resolvedHostPrefix = resolvedHostPrefix.replace(`{${name}}`, replacement);
		}
		request.hostname = resolvedHostPrefix + request.hostname;
		if (!isValidHostname(request.hostname)) throw new Error(`[${request.hostname}] is not a valid hostname.`);
	}
	deserializeMetadata(output) {
		return {
			httpStatusCode: output.statusCode,
			requestId: output.headers["x-amzn-requestid"] ?? output.headers["x-amzn-request-id"] ?? output.headers["x-amz-request-id"],
			extendedRequestId: output.headers["x-amz-id-2"],
			cfId: output.headers["x-amz-cf-id"]
		};
	}
	resolveError(name, namespaces, registries) {
		const defaultErrorSchema = [
			-3,
			"",
			"Error",
			0,
			[],
			[],
			0
		];
		let schema;
		for (const registry of registries) for (const ns of namespaces) try {
			if (ns === "*") schema = registry.getSchema(name);
			else schema = registry.getSchema(ns + "#" + name);
			const errorCtor = registry.getErrorCtor(schema);
			if (errorCtor) return [
				schema,
				errorCtor,
				"modeled"
			];
			else {
				const syntheticErrorSchema = registry.getBaseException();
				if (syntheticErrorSchema) {
					const syntheticErrorCtor = registry.getErrorCtor(syntheticErrorSchema);
					if (syntheticErrorCtor) return [
						schema,
						syntheticErrorCtor,
						"synthetic"
					];
				}
			}
		} catch (ignored) {}
		for (const registry of registries) {
			const syntheticErrorSchema = registry.getBaseException();
			if (syntheticErrorSchema) {
				const syntheticErrorCtor = registry.getErrorCtor(syntheticErrorSchema);
				if (syntheticErrorCtor) return [
					syntheticErrorSchema,
					syntheticErrorCtor,
					"synthetic"
				];
			}
		}
		return [
			defaultErrorSchema,
			Error,
			"native"
		];
	}
	async serializeEventStream({ eventStream, requestSchema, initialRequest }) {
		return (await this.loadEventStreamCapability()).serializeEventStream({
			eventStream,
			requestSchema,
			initialRequest
		});
	}
	async deserializeEventStream({ response, responseSchema, initialResponseContainer }) {
		return (await this.loadEventStreamCapability()).deserializeEventStream({
			response,
			responseSchema,
			initialResponseContainer
		});
	}
	async loadEventStreamCapability() {
		const { EventStreamSerde, eventStreamSerdeProvider } = await __nccwpck_require__.e(/* import() */ 39).then(__nccwpck_require__.bind(__nccwpck_require__, 39));
		return new EventStreamSerde({
			marshaller: this.resolveEventStreamMarshaller(eventStreamSerdeProvider),
			serializer: this.serializer,
			deserializer: this.deserializer,
			serdeContext: this.serdeContext,
			defaultContentType: this.getDefaultContentType(),
			compositeErrorRegistry: this.compositeErrorRegistry
		});
	}
	getDefaultContentType() {
		throw new Error(`@smithy/core/protocols - ${this.constructor.name} getDefaultContentType() implementation missing.`);
	}
	async deserializeHttpMessage(schema, context, response, arg4, arg5) {
		return [];
	}
	getEventStreamMarshaller() {
		const context = this.serdeContext;
		if (!context.eventStreamMarshaller) throw new Error("@smithy/core - HttpProtocol: eventStreamMarshaller missing in serdeContext.");
		return context.eventStreamMarshaller;
	}
	resolveEventStreamMarshaller(importedProvider) {
		const context = this.serdeContext;
		if (context.eventStreamMarshaller) return context.eventStreamMarshaller;
		return importedProvider(this.serdeContext);
	}
};
var RpcProtocol = class extends HttpProtocol {
	async serializeRequest(operationSchema, _input, context) {
		const serializer = this.serializer;
		const query = {};
		const headers = {};
		const endpoint = await context.endpoint();
		const ns = NormalizedSchema.of(operationSchema?.input);
		const schema = ns.getSchema();
		let payload;
		const input = _input && typeof _input === "object" ? _input : {};
		const request = new HttpRequest({
			protocol: "",
			hostname: "",
			port: void 0,
			path: "/",
			fragment: void 0,
			query,
			headers,
			body: void 0
		});
		if (endpoint) {
			this.updateServiceEndpoint(request, endpoint);
			this.setHostPrefix(request, operationSchema, input);
		}
		if (input) {
			const eventStreamMember = ns.getEventStreamMember();
			if (eventStreamMember) {
				if (input[eventStreamMember]) {
					const initialRequest = {};
					for (const [memberName] of ns.structIterator()) if (memberName !== eventStreamMember && input[memberName] != null) initialRequest[memberName] = input[memberName];
					payload = await this.serializeEventStream({
						eventStream: input[eventStreamMember],
						requestSchema: ns,
						initialRequest
					});
				}
			} else {
				serializer.write(schema, input);
				payload = serializer.flush();
			}
		}
		request.headers = Object.assign(request.headers, headers);
		request.query = query;
		request.body = payload;
		request.method = "POST";
		return request;
	}
	async deserializeResponse(operationSchema, context, response) {
		const deserializer = this.deserializer;
		const ns = NormalizedSchema.of(operationSchema.output);
		const dataObject = {};
		if (this.isErrorResponse(response.statusCode)) {
			const bytes = await collectBody(response.body, context);
			if (bytes.byteLength > 0) Object.assign(dataObject, await deserializer.read(15, bytes));
			await this.handleError(operationSchema, context, response, dataObject, this.deserializeMetadata(response));
			throw new Error("@smithy/core/protocols - RPC Protocol error handler failed to throw.");
		}
		for (const header in response.headers) {
			if (!hasOwn(response.headers, header)) continue;
			const value = response.headers[header];
			delete response.headers[header];
			response.headers[header.toLowerCase()] = value;
		}
		const eventStreamMember = ns.getEventStreamMember();
		if (eventStreamMember) dataObject[eventStreamMember] = await this.deserializeEventStream({
			response,
			responseSchema: ns,
			initialResponseContainer: dataObject
		});
		else {
			const bytes = await collectBody(response.body, context);
			if (bytes.byteLength > 0) Object.assign(dataObject, await deserializer.read(ns, bytes));
		}
		dataObject.$metadata = this.deserializeMetadata(response);
		return dataObject;
	}
	isErrorResponse(statusCode) {
		return statusCode >= 300;
	}
};
var FromStringShapeDeserializer = class extends SerdeContext {
	settings;
	constructor(settings) {
		super();
		this.settings = settings;
	}
	read(_schema, data) {
		const ns = HttpBindingNormalizedSchema.of(_schema);
		const traits = ns.getMergedTraits();
		const location = ns.getHttpBindingLocation(traits);
		return this.readHttpBinding(ns.getHttpBindingValue(location, traits), data, location);
	}
	readHttpBinding([ns, flags, collectionValue], data, location) {
		const schema = flags & 255;
		if ((schema & 192) === 64) {
			collectionValue ??= ns.getHttpBindingCollectionValue(location);
			return splitHeader(data).map((item) => this.readHttpBinding(collectionValue, item, location));
		}
		switch (schema) {
			case 21:
			case 42: return (this.serdeContext?.base64Decoder ?? fromBase64)(data);
			case 4:
			case 5:
			case 6:
			case 7: {
				const bindingFormat = this.settings.httpBindings ? flags >> 14 & 3 : 0;
				switch (this.settings.timestampFormat.useTrait && schema > 4 ? schema : bindingFormat ? bindingFormat + 4 : this.settings.timestampFormat.default) {
					case 5: return _parseRfc3339DateTimeWithOffset(data);
					case 6: return _parseRfc7231DateTime(data);
					case 7: return _parseEpochTimestamp(data);
					default:
						console.warn("Missing timestamp format, parsing value with Date constructor:", data);
						return new Date(data);
				}
			}
			case 0: {
				const media = flags >> 8 & 3;
				if (!media) return data;
				let intermediateValue = data;
				if ((location & 6) === 6) intermediateValue = (this.serdeContext?.utf8Encoder ?? toUtf8$1)((this.serdeContext?.base64Decoder ?? fromBase64)(intermediateValue));
				return media === 2 ? LazyJsonString.from(intermediateValue) : intermediateValue;
			}
			case 1: return Number(data);
			case 2: return data.toLowerCase() === "true";
			case 17: return BigInt(data);
			case 19: return new NumericValue(data, "bigDecimal");
			default: return data;
		}
	}
};
function determineTimestampFormat(ns, settings) {
	if (settings.timestampFormat.useTrait) {
		const schema = ns.getSchema();
		if (schema === 5 || schema === 6 || schema === 7) return schema;
	}
	const { httpLabel, httpPrefixHeaders, httpHeader, httpQuery } = ns.getMergedTraits();
	return (settings.httpBindings ? typeof httpPrefixHeaders === "string" || Boolean(httpHeader) ? 6 : Boolean(httpQuery) || Boolean(httpLabel) ? 5 : void 0 : void 0) ?? settings.timestampFormat.default;
}
const getHttpHandlerExtensionConfiguration = (runtimeConfig) => {
	if (runtimeConfig.logger && runtimeConfig.logger.constructor?.name !== "NoOpLogger") runtimeConfig.requestHandler?.updateHttpClientConfig?.(Symbol.for("logger"), runtimeConfig.logger);
	if (runtimeConfig.defaultSocketTimeout) runtimeConfig.requestHandler?.updateHttpClientConfig?.(Symbol.for("@smithy/defaultSocketTimeout"), runtimeConfig.defaultSocketTimeout);
	return {
		setHttpHandler(handler) {
			runtimeConfig.requestHandler = handler;
		},
		httpHandler() {
			return runtimeConfig.requestHandler;
		},
		updateHttpClientConfig(key, value) {
			runtimeConfig.requestHandler?.updateHttpClientConfig(key, value);
		},
		httpHandlerConfigs() {
			return runtimeConfig.requestHandler.httpHandlerConfigs();
		}
	};
};
const resolveHttpHandlerRuntimeConfig = (httpHandlerExtensionConfiguration) => {
	return { requestHandler: httpHandlerExtensionConfiguration.httpHandler() };
};
const CONTENT_LENGTH_HEADER = "content-length";
function contentLengthMiddleware(bodyLengthChecker) {
	return (next) => async (args) => {
		const request = args.request;
		if (HttpRequest.isInstance(request)) {
			const { body, headers } = request;
			if (body && Object.keys(headers).map((str) => str.toLowerCase()).indexOf(CONTENT_LENGTH_HEADER) === -1) try {
				const length = bodyLengthChecker(body);
				if (length != null) request.headers = {
					...request.headers,
					[CONTENT_LENGTH_HEADER]: String(length)
				};
			} catch (ignored) {}
		}
		return next({
			...args,
			request
		});
	};
}
const contentLengthMiddlewareOptions = {
	step: "build",
	tags: ["SET_CONTENT_LENGTH", "CONTENT_LENGTH"],
	name: "contentLengthMiddleware",
	override: true
};
const getContentLengthPlugin = (options) => ({ applyToStack: (clientStack) => {
	clientStack.add(contentLengthMiddleware(options.bodyLengthChecker), contentLengthMiddlewareOptions);
} });
const escapeUri = (uri) => encodeURIComponent(uri).replace(/[!'()*]/g, hexEncode);
const hexEncode = (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`;
function buildQueryString(query) {
	const parts = [];
	for (let key of Object.keys(query).sort()) {
		const value = query[key];
		key = escapeUri(key);
		if (Array.isArray(value)) for (let i = 0, iLen = value.length; i < iLen; i++) parts.push(`${key}=${escapeUri(value[i])}`);
		else {
			let qsEntry = key;
			if (value || typeof value === "string") qsEntry += `=${escapeUri(value)}`;
			parts.push(qsEntry);
		}
	}
	return parts.join("&");
}
// node_modules/@aws-sdk/core/
function resolveHostHeaderConfig(input) {
	return input;
}
const hostHeaderMiddleware = (options) => (next) => async (args) => {
	if (!HttpRequest.isInstance(args.request)) return next(args);
	const { request } = args;
	const { handlerProtocol = "" } = options.requestHandler.metadata || {};
	if (handlerProtocol.indexOf("h2") >= 0 && !request.headers[":authority"]) {
		delete request.headers["host"];
		request.headers[":authority"] = request.hostname + (request.port ? ":" + request.port : "");
	} else if (!request.headers["host"]) {
		let host = request.hostname;
		if (request.port != null) host += `:${request.port}`;
		request.headers["host"] = host;
	}
	return next(args);
};
const hostHeaderMiddlewareOptions = {
	name: "hostHeaderMiddleware",
	step: "build",
	priority: "low",
	tags: ["HOST"],
	override: true
};
const getHostHeaderPlugin = (options) => ({ applyToStack: (clientStack) => {
	clientStack.add(hostHeaderMiddleware(options), hostHeaderMiddlewareOptions);
} });
const loggerMiddleware = () => (next, context) => async (args) => {
	try {
		const response = await next(args);
		const { clientName, commandName, logger, dynamoDbDocumentClientOptions = {} } = context;
		const { overrideInputFilterSensitiveLog, overrideOutputFilterSensitiveLog } = dynamoDbDocumentClientOptions;
		const inputFilterSensitiveLog = overrideInputFilterSensitiveLog ?? context.inputFilterSensitiveLog;
		const outputFilterSensitiveLog = overrideOutputFilterSensitiveLog ?? context.outputFilterSensitiveLog;
		const { $metadata, ...outputWithoutMetadata } = response.output;
		logger?.info?.({
			clientName,
			commandName,
			input: inputFilterSensitiveLog(args.input),
			output: outputFilterSensitiveLog(outputWithoutMetadata),
			metadata: $metadata
		});
		return response;
	} catch (error) {
		const { clientName, commandName, logger, dynamoDbDocumentClientOptions = {} } = context;
		const { overrideInputFilterSensitiveLog } = dynamoDbDocumentClientOptions;
		const inputFilterSensitiveLog = overrideInputFilterSensitiveLog ?? context.inputFilterSensitiveLog;
		logger?.error?.({
			clientName,
			commandName,
			input: inputFilterSensitiveLog(args.input),
			error,
			metadata: error.$metadata
		});
		throw error;
	}
};
const loggerMiddlewareOptions = {
	name: "loggerMiddleware",
	tags: ["LOGGER"],
	step: "initialize",
	override: true
};
const getLoggerPlugin = (options) => ({ applyToStack: (clientStack) => {
	clientStack.add(loggerMiddleware(), loggerMiddlewareOptions);
} });
const recursionDetectionMiddlewareOptions = {
	step: "build",
	tags: ["RECURSION_DETECTION", "TRACE_CONTEXT_PROPAGATION"],
	name: "recursionDetectionMiddleware",
	override: true,
	priority: "low"
};
// node_modules/@aws/lambda-invoke-store/
const PROTECTED_KEYS = {
	REQUEST_ID: Symbol.for("_AWS_LAMBDA_REQUEST_ID"),
	X_RAY_TRACE_ID: Symbol.for("_AWS_LAMBDA_X_RAY_TRACE_ID"),
	TENANT_ID: Symbol.for("_AWS_LAMBDA_TENANT_ID"),
	TRACEPARENT: Symbol.for("_AWS_LAMBDA_TRACEPARENT"),
	TRACESTATE: Symbol.for("_AWS_LAMBDA_TRACESTATE"),
	BAGGAGE: Symbol.for("_AWS_LAMBDA_BAGGAGE")
};
const NO_GLOBAL_AWS_LAMBDA = ["true", "1"].includes(process.env?.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? "");
if (!NO_GLOBAL_AWS_LAMBDA) globalThis.awslambda = globalThis.awslambda || {};
var InvokeStoreBase = class {
	static PROTECTED_KEYS = PROTECTED_KEYS;
	isProtectedKey(key) {
		return Object.values(PROTECTED_KEYS).includes(key);
	}
	getRequestId() {
		return this.get(PROTECTED_KEYS.REQUEST_ID) ?? "-";
	}
	getXRayTraceId() {
		return this.get(PROTECTED_KEYS.X_RAY_TRACE_ID);
	}
	getTenantId() {
		return this.get(PROTECTED_KEYS.TENANT_ID);
	}
	getTraceparent() {
		return this.get(PROTECTED_KEYS.TRACEPARENT);
	}
	getTracestate() {
		return this.get(PROTECTED_KEYS.TRACESTATE);
	}
	getBaggage() {
		return this.get(PROTECTED_KEYS.BAGGAGE);
	}
};
var InvokeStoreSingle = class extends InvokeStoreBase {
	currentContext;
	getContext() {
		return this.currentContext;
	}
	hasContext() {
		return this.currentContext !== void 0;
	}
	get(key) {
		return this.currentContext?.[key];
	}
	set(key, value) {
		if (this.isProtectedKey(key)) throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
		this.currentContext = this.currentContext || {};
		this.currentContext[key] = value;
	}
	run(context, fn) {
		this.currentContext = context;
		return fn();
	}
};
var InvokeStoreMulti = class InvokeStoreMulti extends InvokeStoreBase {
	als;
	static async create() {
		const instance = new InvokeStoreMulti();
		instance.als = new (await (Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 6698, 19)))).AsyncLocalStorage();
		return instance;
	}
	getContext() {
		return this.als.getStore();
	}
	hasContext() {
		return this.als.getStore() !== void 0;
	}
	get(key) {
		return this.als.getStore()?.[key];
	}
	set(key, value) {
		if (this.isProtectedKey(key)) throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
		const store = this.als.getStore();
		if (!store) throw new Error("No context available");
		store[key] = value;
	}
	run(context, fn) {
		return this.als.run(context, fn);
	}
};
var InvokeStore;
(function(InvokeStore) {
	let instance = null;
	async function getInstanceAsync(forceInvokeStoreMulti) {
		if (!instance) instance = (async () => {
			const newInstance = forceInvokeStoreMulti === true || "AWS_LAMBDA_MAX_CONCURRENCY" in process.env ? await InvokeStoreMulti.create() : new InvokeStoreSingle();
			if (!NO_GLOBAL_AWS_LAMBDA && globalThis.awslambda?.InvokeStore) return globalThis.awslambda.InvokeStore;
			else if (!NO_GLOBAL_AWS_LAMBDA && globalThis.awslambda) {
				globalThis.awslambda.InvokeStore = newInstance;
				return newInstance;
			} else return newInstance;
		})();
		return instance;
	}
	InvokeStore.getInstanceAsync = getInstanceAsync;
	InvokeStore._testing = process.env.AWS_LAMBDA_BENCHMARK_MODE === "1" ? { reset: () => {
		instance = null;
		if (globalThis.awslambda?.InvokeStore) delete globalThis.awslambda.InvokeStore;
		globalThis.awslambda = { InvokeStore: void 0 };
	} } : void 0;
})(InvokeStore || (InvokeStore = {}));
// node_modules/@aws-sdk/core/
const AWS_LAMBDA_FUNCTION_NAME = "AWS_LAMBDA_FUNCTION_NAME";
const _X_AMZN_TRACE_ID = "_X_AMZN_TRACE_ID";
const X_AMZN_TRACE_ID = "X-Amzn-Trace-Id";
const TRACEPARENT = "traceparent";
const TRACESTATE = "tracestate";
const BAGGAGE = "baggage";
const recursionDetectionMiddleware = () => (next) => async (args) => {
	const { request } = args;
	if (!HttpRequest.isInstance(request)) return next(args);
	let invokeStore;
	{
		const traceIdHeader = Object.keys(request.headers ?? {}).find((h) => h.toLowerCase() === X_AMZN_TRACE_ID.toLowerCase()) ?? X_AMZN_TRACE_ID;
		if (!request.headers.hasOwnProperty(traceIdHeader)) {
			const functionName = process.env[AWS_LAMBDA_FUNCTION_NAME];
			const traceIdFromEnv = process.env[_X_AMZN_TRACE_ID];
			invokeStore ??= await InvokeStore.getInstanceAsync();
			const traceId = invokeStore?.getXRayTraceId() ?? traceIdFromEnv;
			const nonEmptyString = (str) => typeof str === "string" && str.length > 0;
			if (nonEmptyString(functionName) && nonEmptyString(traceId)) request.headers[X_AMZN_TRACE_ID] = traceId;
		}
	}
	sanitizeTraceHeaders(request.headers);
	if (!request.headers[TRACEPARENT]) {
		const traceparent = (invokeStore ??= await InvokeStore.getInstanceAsync())?.getTraceparent?.();
		if (traceparent) {
			request.headers[TRACEPARENT] = traceparent;
			const tracestate = invokeStore?.getTracestate?.();
			if (tracestate) request.headers[TRACESTATE] = tracestate;
			const baggage = invokeStore?.getBaggage?.();
			if (baggage) request.headers[BAGGAGE] = baggage;
		}
	}
	return next(args);
};
function sanitizeTraceHeaders(headers) {
	for (const header of Object.keys(headers)) {
		const lower = header.toLowerCase();
		if (header !== lower && (lower === TRACEPARENT || lower === TRACESTATE || lower === BAGGAGE)) {
			headers[lower] = headers[header];
			delete headers[header];
		}
	}
}
const getRecursionDetectionPlugin = (options) => ({ applyToStack: (clientStack) => {
	clientStack.add(recursionDetectionMiddleware(), recursionDetectionMiddlewareOptions);
} });
// node_modules/@smithy/core/
const resolveAuthOptions = (candidateAuthOptions, authSchemePreference) => {
	if (!authSchemePreference || authSchemePreference.length === 0) return candidateAuthOptions;
	const preferredAuthOptions = [];
	for (const preferredSchemeName of authSchemePreference) for (const candidateAuthOption of candidateAuthOptions) if (candidateAuthOption.schemeId.split("#")[1] === preferredSchemeName) preferredAuthOptions.push(candidateAuthOption);
	for (const candidateAuthOption of candidateAuthOptions) if (!preferredAuthOptions.find(({ schemeId }) => schemeId === candidateAuthOption.schemeId)) preferredAuthOptions.push(candidateAuthOption);
	return preferredAuthOptions;
};
function convertHttpAuthSchemesToMap(httpAuthSchemes) {
	const map = /* @__PURE__ */ new Map();
	for (const scheme of httpAuthSchemes) map.set(scheme.schemeId, scheme);
	return map;
}
const httpAuthSchemeMiddleware = (config, mwOptions) => (next, context) => async (args) => {
	const options = config.httpAuthSchemeProvider(await mwOptions.httpAuthSchemeParametersProvider(config, context, args.input));
	const authSchemePreference = config.authSchemePreference ? await config.authSchemePreference() : [];
	const resolvedOptions = resolveAuthOptions(options, authSchemePreference);
	const authSchemes = convertHttpAuthSchemesToMap(config.httpAuthSchemes);
	const smithyContext = getSmithyContext(context);
	const failureReasons = [];
	for (const option of resolvedOptions) {
		const scheme = authSchemes.get(option.schemeId);
		if (!scheme) {
			failureReasons.push(`HttpAuthScheme \`${option.schemeId}\` was not enabled for this service.`);
			continue;
		}
		const identityProvider = scheme.identityProvider(await mwOptions.identityProviderConfigProvider(config));
		if (!identityProvider) {
			failureReasons.push(`HttpAuthScheme \`${option.schemeId}\` did not have an IdentityProvider configured.`);
			continue;
		}
		const { identityProperties = {}, signingProperties = {} } = option.propertiesExtractor?.(config, context) || {};
		option.identityProperties = Object.assign(option.identityProperties || {}, identityProperties);
		option.signingProperties = Object.assign(option.signingProperties || {}, signingProperties);
		smithyContext.selectedHttpAuthScheme = {
			httpAuthOption: option,
			identity: await identityProvider(option.identityProperties),
			signer: scheme.signer
		};
		break;
	}
	if (!smithyContext.selectedHttpAuthScheme) throw new Error(failureReasons.join("\n"));
	return next(args);
};
const httpAuthSchemeEndpointRuleSetMiddlewareOptions = {
	step: "serialize",
	tags: ["HTTP_AUTH_SCHEME"],
	name: "httpAuthSchemeMiddleware",
	override: true,
	relation: "before",
	toMiddleware: "endpointV2Middleware"
};
const getHttpAuthSchemeEndpointRuleSetPlugin = (config, { httpAuthSchemeParametersProvider, identityProviderConfigProvider }) => ({ applyToStack: (clientStack) => {
	clientStack.addRelativeTo(httpAuthSchemeMiddleware(config, {
		httpAuthSchemeParametersProvider,
		identityProviderConfigProvider
	}), httpAuthSchemeEndpointRuleSetMiddlewareOptions);
} });
const defaultErrorHandler = (signingProperties) => (error) => {
	throw error;
};
const defaultSuccessHandler = (httpResponse, signingProperties) => {};
const httpSigningMiddleware = (config) => (next, context) => async (args) => {
	if (!HttpRequest.isInstance(args.request)) return next(args);
	const scheme = getSmithyContext(context).selectedHttpAuthScheme;
	if (!scheme) throw new Error(`No HttpAuthScheme was selected: unable to sign request`);
	const { httpAuthOption: { signingProperties = {} }, identity, signer } = scheme;
	const output = await next({
		...args,
		request: await signer.sign(args.request, identity, signingProperties)
	}).catch((signer.errorHandler || defaultErrorHandler)(signingProperties));
	(signer.successHandler || defaultSuccessHandler)(output.response, signingProperties);
	return output;
};
const httpSigningMiddlewareOptions = {
	step: "finalizeRequest",
	tags: ["HTTP_SIGNING"],
	name: "httpSigningMiddleware",
	aliases: [
		"apiKeyMiddleware",
		"tokenMiddleware",
		"awsAuthMiddleware"
	],
	override: true,
	relation: "after",
	toMiddleware: "retryMiddleware"
};
const getHttpSigningPlugin = (config) => ({ applyToStack: (clientStack) => {
	clientStack.addRelativeTo(httpSigningMiddleware(config), httpSigningMiddlewareOptions);
} });
const normalizeProvider = (input) => {
	if (typeof input === "function") return input;
	const promisified = Promise.resolve(input);
	return () => promisified;
};
var DefaultIdentityProviderConfig = class {
	authSchemes = /* @__PURE__ */ new Map();
	constructor(config) {
		for (const key in config) {
			if (!hasOwn(config, key)) continue;
			const value = config[key];
			if (value !== void 0) this.authSchemes.set(key, value);
		}
	}
	getIdentityProvider(schemeId) {
		return this.authSchemes.get(schemeId);
	}
};
const createIsIdentityExpiredFunction = (expirationMs) => function isIdentityExpired(identity) {
	return doesIdentityRequireRefresh(identity) && identity.expiration.getTime() - Date.now() < expirationMs;
};
const isIdentityExpired = createIsIdentityExpiredFunction(3e5);
const doesIdentityRequireRefresh = (identity) => identity.expiration !== void 0;
const memoizeIdentityProvider = (provider, isExpired, requiresRefresh) => {
	if (provider === void 0) return;
	const normalizedProvider = typeof provider !== "function" ? async () => Promise.resolve(provider) : provider;
	let resolved;
	let pending;
	let hasResult;
	let isConstant = false;
	const coalesceProvider = async (options) => {
		if (!pending) pending = normalizedProvider(options);
		try {
			resolved = await pending;
			hasResult = true;
			isConstant = false;
		} finally {
			pending = void 0;
		}
		return resolved;
	};
	if (isExpired === void 0) return async (options) => {
		if (!hasResult || options?.forceRefresh) resolved = await coalesceProvider(options);
		return resolved;
	};
	return async (options) => {
		if (!hasResult || options?.forceRefresh) resolved = await coalesceProvider(options);
		if (isConstant) return resolved;
		if (!requiresRefresh(resolved)) {
			isConstant = true;
			return resolved;
		}
		if (isExpired(resolved)) {
			await coalesceProvider(options);
			return resolved;
		}
		return resolved;
	};
};
function isValidUserAgentAppId(appId) {
	if (appId === void 0) return true;
	return typeof appId === "string" && appId.length <= 50;
}
function resolveUserAgentConfig(input) {
	const normalizedAppIdProvider = normalizeProvider(input.userAgentAppId ?? void 0);
	const { customUserAgent } = input;
	return Object.assign(input, {
		customUserAgent: typeof customUserAgent === "string" ? [[customUserAgent]] : customUserAgent,
		userAgentAppId: async () => {
			const appId = await normalizedAppIdProvider();
			if (!isValidUserAgentAppId(appId)) {
				const logger = input.logger?.constructor?.name === "NoOpLogger" || !input.logger ? console : input.logger;
				if (typeof appId !== "string") logger?.warn("userAgentAppId must be a string or undefined.");
				else if (appId.length > 50) logger?.warn("The provided userAgentAppId exceeds the maximum length of 50 characters.");
			}
			return appId;
		}
	});
}
// node_modules/@aws-sdk/core/
let selectedPartitionsInfo = {
	"partitions": [
		{
			"id": "aws",
			"outputs": {
				"dnsSuffix": "amazonaws.com",
				"dualStackDnsSuffix": "api.aws",
				"implicitGlobalRegion": "us-east-1",
				"name": "aws",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^(us|eu|ap|sa|ca|me|af|il|mx)\\-\\w+\\-\\d+$",
			"regions": {
				"af-south-1": { "description": "Africa (Cape Town)" },
				"ap-east-1": { "description": "Asia Pacific (Hong Kong)" },
				"ap-east-2": { "description": "Asia Pacific (Taipei)" },
				"ap-northeast-1": { "description": "Asia Pacific (Tokyo)" },
				"ap-northeast-2": { "description": "Asia Pacific (Seoul)" },
				"ap-northeast-3": { "description": "Asia Pacific (Osaka)" },
				"ap-south-1": { "description": "Asia Pacific (Mumbai)" },
				"ap-south-2": { "description": "Asia Pacific (Hyderabad)" },
				"ap-southeast-1": { "description": "Asia Pacific (Singapore)" },
				"ap-southeast-2": { "description": "Asia Pacific (Sydney)" },
				"ap-southeast-3": { "description": "Asia Pacific (Jakarta)" },
				"ap-southeast-4": { "description": "Asia Pacific (Melbourne)" },
				"ap-southeast-5": { "description": "Asia Pacific (Malaysia)" },
				"ap-southeast-6": { "description": "Asia Pacific (New Zealand)" },
				"ap-southeast-7": { "description": "Asia Pacific (Thailand)" },
				"aws-global": { "description": "aws global region" },
				"ca-central-1": { "description": "Canada (Central)" },
				"ca-west-1": { "description": "Canada West (Calgary)" },
				"eu-central-1": { "description": "Europe (Frankfurt)" },
				"eu-central-2": { "description": "Europe (Zurich)" },
				"eu-north-1": { "description": "Europe (Stockholm)" },
				"eu-south-1": { "description": "Europe (Milan)" },
				"eu-south-2": { "description": "Europe (Spain)" },
				"eu-west-1": { "description": "Europe (Ireland)" },
				"eu-west-2": { "description": "Europe (London)" },
				"eu-west-3": { "description": "Europe (Paris)" },
				"il-central-1": { "description": "Israel (Tel Aviv)" },
				"me-central-1": { "description": "Middle East (UAE)" },
				"me-south-1": { "description": "Middle East (Bahrain)" },
				"me-west-1": { "description": "Middle East (Saudi Arabia)" },
				"mx-central-1": { "description": "Mexico (Central)" },
				"sa-east-1": { "description": "South America (Sao Paulo)" },
				"sa-west-1": { "description": "South America (Chile)" },
				"us-east-1": { "description": "US East (N. Virginia)" },
				"us-east-2": { "description": "US East (Ohio)" },
				"us-west-1": { "description": "US West (N. California)" },
				"us-west-2": { "description": "US West (Oregon)" }
			}
		},
		{
			"id": "aws-cn",
			"outputs": {
				"dnsSuffix": "amazonaws.com.cn",
				"dualStackDnsSuffix": "api.amazonwebservices.com.cn",
				"implicitGlobalRegion": "cn-northwest-1",
				"name": "aws-cn",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^cn\\-\\w+\\-\\d+$",
			"regions": {
				"aws-cn-global": { "description": "aws-cn global region" },
				"cn-north-1": { "description": "China (Beijing)" },
				"cn-northwest-1": { "description": "China (Ningxia)" }
			}
		},
		{
			"id": "aws-eusc",
			"outputs": {
				"dnsSuffix": "amazonaws.eu",
				"dualStackDnsSuffix": "api.amazonwebservices.eu",
				"implicitGlobalRegion": "eusc-de-east-1",
				"name": "aws-eusc",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^eusc\\-(de)\\-\\w+\\-\\d+$",
			"regions": { "eusc-de-east-1": { "description": "AWS European Sovereign Cloud (Germany)" } }
		},
		{
			"id": "aws-iso",
			"outputs": {
				"dnsSuffix": "c2s.ic.gov",
				"dualStackDnsSuffix": "api.aws.ic.gov",
				"implicitGlobalRegion": "us-iso-east-1",
				"name": "aws-iso",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^us\\-iso\\-\\w+\\-\\d+$",
			"regions": {
				"aws-iso-global": { "description": "aws-iso global region" },
				"us-iso-east-1": { "description": "US ISO East" },
				"us-iso-west-1": { "description": "US ISO WEST" }
			}
		},
		{
			"id": "aws-iso-b",
			"outputs": {
				"dnsSuffix": "sc2s.sgov.gov",
				"dualStackDnsSuffix": "api.aws.scloud",
				"implicitGlobalRegion": "us-isob-east-1",
				"name": "aws-iso-b",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^us\\-isob\\-\\w+\\-\\d+$",
			"regions": {
				"aws-iso-b-global": { "description": "aws-iso-b global region" },
				"us-isob-east-1": { "description": "US ISOB East (Ohio)" },
				"us-isob-west-1": { "description": "US ISOB West" }
			}
		},
		{
			"id": "aws-iso-e",
			"outputs": {
				"dnsSuffix": "cloud.adc-e.uk",
				"dualStackDnsSuffix": "api.cloud-aws.adc-e.uk",
				"implicitGlobalRegion": "eu-isoe-west-1",
				"name": "aws-iso-e",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^eu\\-isoe\\-\\w+\\-\\d+$",
			"regions": {
				"aws-iso-e-global": { "description": "aws-iso-e global region" },
				"eu-isoe-west-1": { "description": "EU ISOE West" }
			}
		},
		{
			"id": "aws-iso-f",
			"outputs": {
				"dnsSuffix": "csp.hci.ic.gov",
				"dualStackDnsSuffix": "api.aws.hci.ic.gov",
				"implicitGlobalRegion": "us-isof-south-1",
				"name": "aws-iso-f",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^us\\-isof\\-\\w+\\-\\d+$",
			"regions": {
				"aws-iso-f-global": { "description": "aws-iso-f global region" },
				"us-isof-east-1": { "description": "US ISOF EAST" },
				"us-isof-south-1": { "description": "US ISOF SOUTH" }
			}
		},
		{
			"id": "aws-us-gov",
			"outputs": {
				"dnsSuffix": "amazonaws.com",
				"dualStackDnsSuffix": "api.aws",
				"implicitGlobalRegion": "us-gov-west-1",
				"name": "aws-us-gov",
				"supportsDualStack": true,
				"supportsFIPS": true
			},
			"regionRegex": "^us\\-gov\\-\\w+\\-\\d+$",
			"regions": {
				"aws-us-gov-global": { "description": "aws-us-gov global region" },
				"us-gov-east-1": { "description": "AWS GovCloud (US-East)" },
				"us-gov-west-1": { "description": "AWS GovCloud (US-West)" }
			}
		}
	],
	"version": "1.1"
};
let selectedUserAgentPrefix = "";
const partition = (value) => {
	const { partitions } = selectedPartitionsInfo;
	for (const partition of partitions) {
		const { regions, outputs } = partition;
		for (const [region, regionData] of Object.entries(regions)) if (region === value) return {
			...outputs,
			...regionData
		};
	}
	for (const partition of partitions) {
		const { regionRegex, outputs } = partition;
		if (new RegExp(regionRegex).test(value)) return { ...outputs };
	}
	const DEFAULT_PARTITION = partitions.find((partition) => partition.id === "aws");
	if (!DEFAULT_PARTITION) throw new Error("Provided region was not found in the partition array or regex, and default partition with id 'aws' doesn't exist.");
	return { ...DEFAULT_PARTITION.outputs };
};
const getUserAgentPrefix = () => selectedUserAgentPrefix;
// node_modules/@smithy/core/
const isStreamingPayload = (request) => request?.body instanceof external_node_stream_.Readable || typeof ReadableStream !== "undefined" && request?.body instanceof ReadableStream;
const THROTTLING_ERROR_CODES = [
	"BandwidthLimitExceeded",
	"EC2ThrottledException",
	"LimitExceededException",
	"PriorRequestNotComplete",
	"ProvisionedThroughputExceededException",
	"RequestLimitExceeded",
	"RequestThrottled",
	"RequestThrottledException",
	"SlowDown",
	"ThrottledException",
	"Throttling",
	"ThrottlingException",
	"TooManyRequestsException",
	"TransactionInProgressException"
];
const TRANSIENT_ERROR_CODES = [
	"TimeoutError",
	"RequestTimeout",
	"RequestTimeoutException"
];
const TRANSIENT_ERROR_STATUS_CODES = [
	500,
	502,
	503,
	504
];
const NODEJS_TIMEOUT_ERROR_CODES$1 = [
	"ECONNRESET",
	"ECONNREFUSED",
	"EPIPE",
	"ETIMEDOUT"
];
const NODEJS_NETWORK_ERROR_CODES = [
	"EHOSTUNREACH",
	"ENETUNREACH",
	"ENOTFOUND",
	"EAI_AGAIN"
];
const isRetryableByTrait = (error) => error?.$retryable !== void 0;
const isClockSkewCorrectedError = (error) => error.$metadata?.clockSkewCorrected;
const isBrowserNetworkError = (error) => {
	const errorMessages = /* @__PURE__ */ new Set([
		"Failed to fetch",
		"NetworkError when attempting to fetch resource",
		"The Internet connection appears to be offline",
		"Load failed",
		"Network request failed"
	]);
	if (!(error && error instanceof TypeError)) return false;
	return errorMessages.has(error.message);
};
const isThrottlingError = (error) => error.$metadata?.httpStatusCode === 429 || THROTTLING_ERROR_CODES.includes(error.name) || error.$retryable?.throttling == true;
const isTransientError = (error, depth = 0) => error?.name !== "AbortError" && (isRetryableByTrait(error) || isClockSkewCorrectedError(error) || error.name === "InvalidSignatureException" && error.message?.includes("Signature expired") || TRANSIENT_ERROR_CODES.includes(error.name) || NODEJS_TIMEOUT_ERROR_CODES$1.includes(error?.code || "") || NODEJS_NETWORK_ERROR_CODES.includes(error?.code || "") || TRANSIENT_ERROR_STATUS_CODES.includes(error.$metadata?.httpStatusCode || 0) || isBrowserNetworkError(error) || isNodeJsHttp2TransientError(error) || error.cause !== void 0 && depth <= 10 && isTransientError(error.cause, depth + 1));
const isServerError = (error) => {
	if (error.$metadata?.httpStatusCode !== void 0) {
		const statusCode = error.$metadata.httpStatusCode;
		if (500 <= statusCode && statusCode <= 599 && !isTransientError(error)) return true;
		return false;
	}
	return false;
};
function isNodeJsHttp2TransientError(error) {
	return error.code === "ERR_HTTP2_STREAM_ERROR" && error.message.includes("NGHTTP2_REFUSED_STREAM");
}
const race = (promise, signal) => {
	if (!signal) return promise;
	let cleanup = () => {};
	const aborted = new Promise((_, reject) => {
		const handler = () => reject(createAbortError());
		if (signal.aborted) handler();
		else if (typeof signal.addEventListener === "function") {
			signal.addEventListener("abort", handler, { once: true });
			cleanup = () => signal.removeEventListener("abort", handler);
		} else signal.onabort = handler;
	});
	return Promise.race([promise, aborted]).finally(cleanup);
};
const createAbortError = () => Object.assign(/* @__PURE__ */ new Error("Request aborted"), { name: "AbortError" });
const isAbortError = (error) => typeof error === "object" && error !== null && "name" in error && error.name === "AbortError";
const MAXIMUM_RETRY_DELAY = 2e4;
const INVOCATION_ID_HEADER = "amz-sdk-invocation-id";
const REQUEST_HEADER = "amz-sdk-request";
function parseRetryAfterHeader(response, logger) {
	if (!HttpResponse.isInstance(response)) return;
	for (const header in response.headers) {
		if (!hasOwn(response.headers, header)) continue;
		const h = header.toLowerCase();
		if (h === "retry-after") {
			const retryAfter = response.headers[header];
			let retryAfterSeconds = NaN;
			if (retryAfter.endsWith("GMT")) try {
				retryAfterSeconds = (parseRfc7231DateTime(retryAfter).getTime() - Date.now()) / 1e3;
			} catch (e) {
				logger?.trace?.("Failed to parse retry-after header");
				logger?.trace?.(e);
			}
			else if (retryAfter.match(/ GMT, ((\d+)|(\d+\.\d+))$/)) retryAfterSeconds = Number(retryAfter.match(/ GMT, ([\d.]+)$/)?.[1]);
			else if (retryAfter.match(/^((\d+)|(\d+\.\d+))$/)) retryAfterSeconds = Number(retryAfter);
			else if (Date.parse(retryAfter) >= Date.now()) retryAfterSeconds = (Date.parse(retryAfter) - Date.now()) / 1e3;
			if (isNaN(retryAfterSeconds)) return;
			return new Date(Date.now() + retryAfterSeconds * 1e3);
		} else if (h === "x-amz-retry-after") {
			const v = response.headers[header];
			const backoffMilliseconds = Number(v);
			if (isNaN(backoffMilliseconds)) {
				logger?.trace?.(`Failed to parse x-amz-retry-after=${v}`);
				return;
			}
			return new Date(Date.now() + backoffMilliseconds);
		}
	}
}
const asSdkError = (error) => {
	if (error instanceof Error) return error;
	if (error instanceof Object) return Object.assign(/* @__PURE__ */ new Error(), error);
	if (typeof error === "string") return new Error(error);
	return /* @__PURE__ */ new Error(`AWS SDK error wrapper for ${error}`);
};
function bindRetryMiddleware(isStreamingPayload) {
	return (options) => (next, context) => async (args) => {
		let retryStrategy = await options.retryStrategy();
		const maxAttempts = await options.maxAttempts();
		const abortSignal = context[SMITHY_CONTEXT_KEY]?.abortSignal;
		if (isRetryStrategyV2(retryStrategy)) {
			retryStrategy = retryStrategy;
			const retryTokenScope = (context["partition_id"] ?? "") + (context.__retryLongPoll ? ":longpoll" : "");
			let retryToken = await race(retryStrategy.acquireInitialRetryToken(retryTokenScope), abortSignal);
			let lastError = /* @__PURE__ */ new Error();
			let attempts = 0;
			let totalRetryDelay = 0;
			const { request } = args;
			const isRequest = HttpRequest.isInstance(request);
			if (isRequest) request.headers[INVOCATION_ID_HEADER] = v4();
			while (true) try {
				if (isRequest) request.headers[REQUEST_HEADER] = `attempt=${attempts + 1}; max=${maxAttempts}`;
				const { response, output } = await next(args);
				retryStrategy.recordSuccess(retryToken);
				output.$metadata.attempts = attempts + 1;
				output.$metadata.totalRetryDelay = totalRetryDelay;
				return {
					response,
					output
				};
			} catch (e) {
				const retryErrorInfo = getRetryErrorInfo(e, options.logger);
				lastError = asSdkError(e);
				if (isRequest && isStreamingPayload(request)) {
					(context.logger instanceof NoOpLogger ? console : context.logger)?.warn("An error was encountered in a non-retryable streaming request.");
					throw lastError;
				}
				try {
					retryToken = await race(retryStrategy.refreshRetryTokenForRetry(retryToken, retryErrorInfo), abortSignal);
				} catch (refreshError) {
					if (abortSignal?.aborted && isAbortError(refreshError)) throw refreshError;
					if (!lastError.$metadata) lastError.$metadata = {};
					lastError.$metadata.attempts = attempts + 1;
					lastError.$metadata.totalRetryDelay = totalRetryDelay;
					throw lastError;
				}
				attempts = retryToken.getRetryCount();
				const delay = retryToken.getRetryDelay();
				totalRetryDelay += (retryToken?.$retryLog?.acquisitionDelay ?? 0) + delay;
				if (delay > 0) await race(new Promise((resolve) => setTimeout(resolve, delay)), abortSignal);
			}
		} else {
			retryStrategy = retryStrategy;
			if (retryStrategy?.mode) context.userAgent = [...context.userAgent || [], ["cfg/retry-mode", retryStrategy.mode]];
			return retryStrategy.retry(next, args);
		}
	};
}
const isRetryStrategyV2 = (retryStrategy) => typeof retryStrategy.acquireInitialRetryToken !== "undefined" && typeof retryStrategy.refreshRetryTokenForRetry !== "undefined" && typeof retryStrategy.recordSuccess !== "undefined";
const getRetryErrorInfo = (error, logger) => {
	const errorInfo = {
		error,
		errorType: getRetryErrorType(error)
	};
	const retryAfterHint = parseRetryAfterHeader(error.$response, logger);
	if (retryAfterHint) errorInfo.retryAfterHint = retryAfterHint;
	return errorInfo;
};
const getRetryErrorType = (error) => {
	if (isThrottlingError(error)) return "THROTTLING";
	if (isTransientError(error)) return "TRANSIENT";
	if (isServerError(error)) return "SERVER_ERROR";
	return "CLIENT_ERROR";
};
const retryMiddlewareOptions = {
	name: "retryMiddleware",
	tags: ["RETRY"],
	step: "finalizeRequest",
	priority: "high",
	override: true
};
function bindGetRetryPlugin(isStreamingPayload) {
	const retryMiddleware = bindRetryMiddleware(isStreamingPayload);
	return (options) => ({ applyToStack: (clientStack) => {
		clientStack.add(retryMiddleware(options), retryMiddlewareOptions);
	} });
}
var DefaultRateLimiter = class DefaultRateLimiter {
	static setTimeoutFn = (fn, delay) => setTimeout(fn, delay);
	beta;
	minCapacity;
	minFillRate;
	scaleConstant;
	smooth;
	enabled = false;
	availableTokens = 0;
	lastMaxRate = 0;
	measuredTxRate = 0;
	requestCount = 0;
	fillRate;
	lastThrottleTime;
	lastTimestamp = 0;
	lastTxRateBucket;
	maxCapacity;
	timeWindow = 0;
	constructor(options) {
		this.beta = options?.beta ?? .7;
		this.minCapacity = options?.minCapacity ?? 1;
		this.minFillRate = options?.minFillRate ?? .5;
		this.scaleConstant = options?.scaleConstant ?? .4;
		this.smooth = options?.smooth ?? .8;
		this.lastThrottleTime = this.getCurrentTimeInSeconds();
		this.lastTxRateBucket = Math.floor(this.getCurrentTimeInSeconds());
		this.fillRate = this.minFillRate;
		this.maxCapacity = this.minCapacity;
	}
	async getSendToken() {
		return this.acquireTokenBucket(1);
	}
	updateClientSendingRate(response) {
		let calculatedRate;
		this.updateMeasuredRate();
		const retryErrorInfo = response;
		if (retryErrorInfo?.errorType === "THROTTLING" || isThrottlingError(retryErrorInfo?.error ?? response)) {
			const rateToUse = !this.enabled ? this.measuredTxRate : Math.min(this.measuredTxRate, this.fillRate);
			this.lastMaxRate = rateToUse;
			this.calculateTimeWindow();
			this.lastThrottleTime = this.getCurrentTimeInSeconds();
			calculatedRate = this.cubicThrottle(rateToUse);
			this.enableTokenBucket();
		} else {
			this.calculateTimeWindow();
			calculatedRate = this.cubicSuccess(this.getCurrentTimeInSeconds());
		}
		const newRate = Math.min(calculatedRate, 2 * this.measuredTxRate);
		this.updateTokenBucketRate(newRate);
	}
	getCurrentTimeInSeconds() {
		return Date.now() / 1e3;
	}
	async acquireTokenBucket(amount) {
		if (!this.enabled) return;
		this.refillTokenBucket();
		while (amount > this.availableTokens) {
			const delay = (amount - this.availableTokens) / this.fillRate * 1e3;
			await new Promise((resolve) => DefaultRateLimiter.setTimeoutFn(resolve, delay));
			this.refillTokenBucket();
		}
		this.availableTokens = this.availableTokens - amount;
	}
	refillTokenBucket() {
		const timestamp = this.getCurrentTimeInSeconds();
		if (!this.lastTimestamp) {
			this.lastTimestamp = timestamp;
			return;
		}
		const fillAmount = (timestamp - this.lastTimestamp) * this.fillRate;
		this.availableTokens = Math.min(this.maxCapacity, this.availableTokens + fillAmount);
		this.lastTimestamp = timestamp;
	}
	calculateTimeWindow() {
		this.timeWindow = this.getPrecise(Math.pow(this.lastMaxRate * (1 - this.beta) / this.scaleConstant, 1 / 3));
	}
	cubicThrottle(rateToUse) {
		return this.getPrecise(rateToUse * this.beta);
	}
	cubicSuccess(timestamp) {
		return this.getPrecise(this.scaleConstant * Math.pow(timestamp - this.lastThrottleTime - this.timeWindow, 3) + this.lastMaxRate);
	}
	enableTokenBucket() {
		this.enabled = true;
	}
	updateTokenBucketRate(newRate) {
		this.refillTokenBucket();
		this.fillRate = Math.max(newRate, this.minFillRate);
		this.maxCapacity = Math.max(newRate, this.minCapacity);
		this.availableTokens = Math.min(this.availableTokens, this.maxCapacity);
	}
	updateMeasuredRate() {
		const t = this.getCurrentTimeInSeconds();
		const timeBucket = Math.floor(t * 2) / 2;
		this.requestCount++;
		if (timeBucket > this.lastTxRateBucket) {
			const currentRate = this.requestCount / (timeBucket - this.lastTxRateBucket);
			this.measuredTxRate = this.getPrecise(currentRate * this.smooth + this.measuredTxRate * (1 - this.smooth));
			this.requestCount = 0;
			this.lastTxRateBucket = timeBucket;
		}
	}
	getPrecise(num) {
		return parseFloat(num.toFixed(8));
	}
};
var Retry = class {
	static v2026 = true;
	static delay() {
		return 50;
	}
	static throttlingDelay() {
		return 1e3;
	}
	static cost() {
		return 14;
	}
	static throttlingCost() {
		return 5;
	}
	static modifiedCostType() {
		return "THROTTLING";
	}
};
var DefaultRetryBackoffStrategy = class {
	x = Retry.delay();
	computeNextBackoffDelay(i) {
		const t_i = Math.random() * Math.min(this.x * 2 ** i, MAXIMUM_RETRY_DELAY);
		return Math.floor(t_i);
	}
	setDelayBase(delay) {
		this.x = delay;
	}
};
var DefaultRetryToken = class {
	delay;
	count;
	cost;
	longPoll;
	$retryLog = { acquisitionDelay: 0 };
	constructor(delay, count, cost, longPoll) {
		this.delay = delay;
		this.count = count;
		this.cost = cost;
		this.longPoll = longPoll;
	}
	getRetryCount() {
		return this.count;
	}
	getRetryDelay() {
		return Math.min(MAXIMUM_RETRY_DELAY, this.delay);
	}
	getRetryCost() {
		return this.cost;
	}
	isLongPoll() {
		return this.longPoll;
	}
};
var RETRY_MODES;
(function(RETRY_MODES) {
	RETRY_MODES["STANDARD"] = "standard";
	RETRY_MODES["ADAPTIVE"] = "adaptive";
})(RETRY_MODES || (RETRY_MODES = {}));
const DEFAULT_RETRY_MODE = RETRY_MODES.STANDARD;
const refusal$1 = {
	incompatible: 1,
	attempts: 2,
	capacity: 3
};
var StandardRetryStrategy = class {
	mode = RETRY_MODES.STANDARD;
	retryBackoffStrategy;
	capacity = 500;
	maxAttemptsProvider;
	baseDelay;
	constructor(arg1) {
		if (typeof arg1 === "number") this.maxAttemptsProvider = async () => arg1;
		else if (typeof arg1 === "function") this.maxAttemptsProvider = arg1;
		else if (arg1 && typeof arg1 === "object") {
			this.maxAttemptsProvider = async () => arg1.maxAttempts;
			this.baseDelay = arg1.baseDelay;
			this.retryBackoffStrategy = arg1.backoff;
		}
		this.maxAttemptsProvider ??= async () => 3;
		this.baseDelay ??= Retry.delay();
		this.retryBackoffStrategy ??= new DefaultRetryBackoffStrategy();
	}
	async acquireInitialRetryToken(retryTokenScope) {
		return new DefaultRetryToken(Retry.delay(), 0, void 0, retryTokenScope.includes(":longpoll"));
	}
	async refreshRetryTokenForRetry(token, errorInfo) {
		const maxAttempts = await this.getMaxAttempts();
		const retryCode = this.retryCode(token, errorInfo, maxAttempts);
		const shouldRetry = retryCode === 0;
		const isLongPoll = token.isLongPoll?.();
		if (shouldRetry || isLongPoll) {
			const errorType = errorInfo.errorType;
			this.retryBackoffStrategy.setDelayBase(errorType === "THROTTLING" ? Retry.throttlingDelay() : this.baseDelay);
			const delayFromErrorType = this.retryBackoffStrategy.computeNextBackoffDelay(token.getRetryCount());
			let retryDelay = delayFromErrorType;
			if (errorInfo.retryAfterHint instanceof Date) retryDelay = Math.max(delayFromErrorType, Math.min(errorInfo.retryAfterHint.getTime() - Date.now(), delayFromErrorType + 5e3));
			if (!shouldRetry) {
				const longPollBackoff = retryCode === refusal$1.capacity && isLongPoll ? retryDelay : 0;
				if (longPollBackoff > 0) await new Promise((r) => setTimeout(r, longPollBackoff));
			} else {
				const capacityCost = this.getCapacityCost(errorType);
				this.capacity -= capacityCost;
				const nextToken = new DefaultRetryToken(0, token.getRetryCount() + 1, capacityCost, token.isLongPoll?.() ?? false);
				await new Promise((r) => setTimeout(r, retryDelay));
				nextToken.$retryLog.acquisitionDelay = retryDelay;
				return nextToken;
			}
		}
		throw new Error("No retry token available");
	}
	recordSuccess(token) {
		this.capacity = Math.min(500, this.capacity + (token.getRetryCost() ?? 1));
	}
	getCapacity() {
		return this.capacity;
	}
	async maxAttempts() {
		return this.maxAttemptsProvider();
	}
	async getMaxAttempts() {
		try {
			return await this.maxAttemptsProvider();
		} catch (ignored) {
			console.warn(`Max attempts provider could not resolve. Using default of 3`);
			return 3;
		}
	}
	retryCode(tokenToRenew, errorInfo, maxAttempts) {
		const attempts = tokenToRenew.getRetryCount() + 1;
		const retryableStatus = this.isRetryableError(errorInfo.errorType) ? 0 : refusal$1.incompatible;
		const attemptStatus = attempts < maxAttempts ? 0 : refusal$1.attempts;
		const capacityStatus = this.capacity >= this.getCapacityCost(errorInfo.errorType) ? 0 : refusal$1.capacity;
		return retryableStatus || attemptStatus || capacityStatus;
	}
	getCapacityCost(errorType) {
		return errorType === Retry.modifiedCostType() ? Retry.throttlingCost() : Retry.cost();
	}
	isRetryableError(errorType) {
		return errorType === "THROTTLING" || errorType === "TRANSIENT";
	}
};
var AdaptiveRetryStrategy = class {
	mode = RETRY_MODES.ADAPTIVE;
	rateLimiter;
	standardRetryStrategy;
	constructor(maxAttemptsProvider, options) {
		const { rateLimiter } = options ?? {};
		this.rateLimiter = rateLimiter ?? new DefaultRateLimiter();
		this.standardRetryStrategy = options ? new StandardRetryStrategy({
			maxAttempts: typeof maxAttemptsProvider === "number" ? maxAttemptsProvider : 3,
			...options
		}) : new StandardRetryStrategy(maxAttemptsProvider);
	}
	async acquireInitialRetryToken(retryTokenScope) {
		const token = await this.standardRetryStrategy.acquireInitialRetryToken(retryTokenScope);
		await this.rateLimiter.getSendToken();
		return token;
	}
	async refreshRetryTokenForRetry(tokenToRenew, errorInfo) {
		this.rateLimiter.updateClientSendingRate(errorInfo);
		const token = await this.standardRetryStrategy.refreshRetryTokenForRetry(tokenToRenew, errorInfo);
		await this.rateLimiter.getSendToken();
		return token;
	}
	recordSuccess(token) {
		this.rateLimiter.updateClientSendingRate({});
		this.standardRetryStrategy.recordSuccess(token);
	}
	async maxAttemptsProvider() {
		return this.standardRetryStrategy.maxAttempts();
	}
};
const ENV_MAX_ATTEMPTS = "AWS_MAX_ATTEMPTS";
const CONFIG_MAX_ATTEMPTS = "max_attempts";
const NODE_MAX_ATTEMPT_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => {
		const value = env[ENV_MAX_ATTEMPTS];
		if (!value) return;
		const maxAttempt = parseInt(value);
		if (Number.isNaN(maxAttempt)) throw new Error(`Environment variable ${ENV_MAX_ATTEMPTS} mast be a number, got "${value}"`);
		return maxAttempt;
	},
	configFileSelector: (profile) => {
		const value = profile[CONFIG_MAX_ATTEMPTS];
		if (!value) return;
		const maxAttempt = parseInt(value);
		if (Number.isNaN(maxAttempt)) throw new Error(`Shared config file entry ${CONFIG_MAX_ATTEMPTS} mast be a number, got "${value}"`);
		return maxAttempt;
	},
	default: 3
};
const resolveRetryConfig = (input, defaults) => {
	const { retryStrategy, retryMode } = input;
	const { defaultMaxAttempts = 3, defaultBaseDelay = Retry.delay() } = defaults ?? {};
	const maxAttemptsProvider = normalizeProvider$1(input.maxAttempts ?? defaultMaxAttempts);
	let controller = retryStrategy ? Promise.resolve(retryStrategy) : void 0;
	const getDefault = async () => {
		const maxAttempts = await maxAttemptsProvider();
		if (await normalizeProvider$1(retryMode)() === RETRY_MODES.ADAPTIVE) return new AdaptiveRetryStrategy(maxAttemptsProvider, {
			maxAttempts,
			baseDelay: defaultBaseDelay
		});
		return new StandardRetryStrategy({
			maxAttempts,
			baseDelay: defaultBaseDelay
		});
	};
	return Object.assign(input, {
		maxAttempts: maxAttemptsProvider,
		retryStrategy: () => controller ??= getDefault()
	});
};
const ENV_RETRY_MODE = "AWS_RETRY_MODE";
const CONFIG_RETRY_MODE = "retry_mode";
const NODE_RETRY_MODE_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => env[ENV_RETRY_MODE],
	configFileSelector: (profile) => profile[CONFIG_RETRY_MODE],
	default: DEFAULT_RETRY_MODE
};
const getRetryPlugin = bindGetRetryPlugin(isStreamingPayload);
// node_modules/@aws-sdk/core/
const ACCOUNT_ID_ENDPOINT_REGEX = /\d{12}\.ddb/;
async function checkFeatures(context, config, args) {
	if (args.request?.headers?.["smithy-protocol"] === "rpc-v2-cbor") setFeature$1(context, "PROTOCOL_RPC_V2_CBOR", "M");
	if (typeof config.retryStrategy === "function") {
		const retryStrategy = await config.retryStrategy();
		if (typeof retryStrategy.mode === "string") switch (retryStrategy.mode) {
			case RETRY_MODES.ADAPTIVE:
				setFeature$1(context, "RETRY_MODE_ADAPTIVE", "F");
				break;
			case RETRY_MODES.STANDARD: setFeature$1(context, "RETRY_MODE_STANDARD", "E");
		}
	}
	if (typeof config.accountIdEndpointMode === "function") {
		const endpointV2 = context.endpointV2;
		if (String(endpointV2?.url?.hostname).match(ACCOUNT_ID_ENDPOINT_REGEX)) setFeature$1(context, "ACCOUNT_ID_ENDPOINT", "O");
		switch (await config.accountIdEndpointMode?.()) {
			case "disabled":
				setFeature$1(context, "ACCOUNT_ID_MODE_DISABLED", "Q");
				break;
			case "preferred":
				setFeature$1(context, "ACCOUNT_ID_MODE_PREFERRED", "P");
				break;
			case "required": setFeature$1(context, "ACCOUNT_ID_MODE_REQUIRED", "R");
		}
	}
	const identity = context.__smithy_context?.selectedHttpAuthScheme?.identity;
	if (identity?.$source) {
		const credentials = identity;
		if (credentials.accountId) setFeature$1(context, "RESOLVED_ACCOUNT_ID", "T");
		for (const [key, value] of Object.entries(credentials.$source ?? {})) setFeature$1(context, key, value);
	}
}
const USER_AGENT = "user-agent";
const X_AMZ_USER_AGENT = "x-amz-user-agent";
const UA_NAME_ESCAPE_REGEX = /[^!$%&'*+\-.^_`|~\w]/g;
const UA_VALUE_ESCAPE_REGEX = /[^!$%&'*+\-.^_`|~\w#]/g;
const BYTE_LIMIT = 1024;
function encodeFeatures(features) {
	let buffer = "";
	for (const key in features) {
		const val = features[key];
		if (buffer.length + val.length + 1 <= BYTE_LIMIT) {
			if (buffer.length) buffer += "," + val;
			else buffer += val;
			continue;
		}
		break;
	}
	return buffer;
}
const userAgentMiddleware = (options) => (next, context) => async (args) => {
	const { request } = args;
	if (!HttpRequest.isInstance(request)) return next(args);
	const { headers } = request;
	const userAgent = context?.userAgent?.map(escapeUserAgent) || [];
	const defaultUserAgent = (await options.defaultUserAgentProvider()).map(escapeUserAgent);
	await checkFeatures(context, options, args);
	const awsContext = context;
	defaultUserAgent.push(`m/${encodeFeatures(Object.assign({}, context.__smithy_context?.features, awsContext.__aws_sdk_context?.features))}`);
	const customUserAgent = options?.customUserAgent?.map(escapeUserAgent) || [];
	const appId = await options.userAgentAppId();
	if (appId) defaultUserAgent.push(escapeUserAgent([`app`, `${appId}`]));
	const prefix = getUserAgentPrefix();
	const sdkUserAgentValue = (prefix ? [prefix] : []).concat([
		...defaultUserAgent,
		...userAgent,
		...customUserAgent
	]).join(" ");
	const normalUAValue = [...defaultUserAgent.filter((section) => section.startsWith("aws-sdk-")), ...customUserAgent].join(" ");
	if (options.runtime !== "browser") {
		if (normalUAValue) headers[X_AMZ_USER_AGENT] = headers["x-amz-user-agent"] ? `${headers[USER_AGENT]} ${normalUAValue}` : normalUAValue;
		headers[USER_AGENT] = sdkUserAgentValue;
	} else headers[X_AMZ_USER_AGENT] = sdkUserAgentValue;
	return next({
		...args,
		request
	});
};
const escapeUserAgent = (userAgentPair) => {
	const name = userAgentPair[0].split("/").map((part) => part.replace(UA_NAME_ESCAPE_REGEX, "-")).join("/");
	const version = userAgentPair[1]?.replace(UA_VALUE_ESCAPE_REGEX, "-");
	const prefixSeparatorIndex = name.indexOf("/");
	const prefix = name.substring(0, prefixSeparatorIndex);
	let uaName = name.substring(prefixSeparatorIndex + 1);
	if (prefix === "api") uaName = uaName.toLowerCase();
	return [
		prefix,
		uaName,
		version
	].filter((item) => item && item.length > 0).reduce((acc, item, index) => {
		switch (index) {
			case 0: return item;
			case 1: return `${acc}/${item}`;
			default: return `${acc}#${item}`;
		}
	}, "");
};
const getUserAgentMiddlewareOptions = {
	name: "getUserAgentMiddleware",
	step: "build",
	priority: "low",
	tags: ["SET_USER_AGENT", "USER_AGENT"],
	override: true
};
const getUserAgentPlugin = (config) => ({ applyToStack: (clientStack) => {
	clientStack.add(userAgentMiddleware(config), getUserAgentMiddlewareOptions);
} });
const getRuntimeUserAgentPair = () => {
	for (const runtime of [
		"deno",
		"bun",
		"llrt"
	]) if (external_node_process_namespaceObject.versions[runtime]) return [`md/${runtime}`, external_node_process_namespaceObject.versions[runtime]];
	return ["md/nodejs", external_node_process_namespaceObject.versions.node];
};
const crtAvailability = { isCrtAvailable: false };
const isCrtAvailable = () => {
	if (crtAvailability.isCrtAvailable) return ["md/crt-avail"];
	return null;
};
const createDefaultUserAgentProvider = ({ serviceId, clientVersion }) => {
	const runtimeUserAgentPair = getRuntimeUserAgentPair();
	return async (config) => {
		const sections = [
			["aws-sdk-js", clientVersion],
			["ua", "2.1"],
			[`os/${(0,external_node_os_.platform)()}`, (0,external_node_os_.release)()],
			["lang/js"],
			runtimeUserAgentPair
		];
		const crtAvailable = isCrtAvailable();
		if (crtAvailable) sections.push(crtAvailable);
		if (serviceId) sections.push([`api/${serviceId}`, clientVersion]);
		if (external_node_process_namespaceObject.env.AWS_EXECUTION_ENV) sections.push([`exec-env/${external_node_process_namespaceObject.env.AWS_EXECUTION_ENV}`]);
		const appId = await config?.userAgentAppId?.();
		return appId ? [...sections, [`app/${appId}`]] : [...sections];
	};
};
const UA_APP_ID_ENV_NAME = "AWS_SDK_UA_APP_ID";
const UA_APP_ID_INI_NAME_DEPRECATED = "sdk-ua-app-id";
const NODE_APP_ID_CONFIG_OPTIONS = {
	environmentVariableSelector: (env) => env[UA_APP_ID_ENV_NAME],
	configFileSelector: (profile) => profile["sdk_ua_app_id"] ?? profile[UA_APP_ID_INI_NAME_DEPRECATED],
	default: void 0
};
const isVirtualHostableS3Bucket = (value, allowSubDomains = false) => {
	if (allowSubDomains) {
		for (const label of value.split(".")) if (!isVirtualHostableS3Bucket(label)) return false;
		return true;
	}
	if (!isValidHostLabel(value)) return false;
	if (value.length < 3 || value.length > 63) return false;
	if (value !== value.toLowerCase()) return false;
	if (isIpAddress(value)) return false;
	return true;
};
const ARN_DELIMITER = ":";
const RESOURCE_DELIMITER = "/";
const parseArn = (value) => {
	const segments = value.split(ARN_DELIMITER);
	if (segments.length < 6) return null;
	const [arn, partition, service, region, accountId, ...resourcePath] = segments;
	if (arn !== "arn" || partition === "" || service === "" || resourcePath.join(ARN_DELIMITER) === "") return null;
	return {
		partition,
		service,
		region,
		accountId,
		resourceId: resourcePath.map((resource) => resource.split(RESOURCE_DELIMITER)).flat()
	};
};
const awsEndpointFunctions = {
	isVirtualHostableS3Bucket,
	parseArn,
	partition
};
customEndpointFunctions.aws = awsEndpointFunctions;
const getAwsRegionExtensionConfiguration = (runtimeConfig) => {
	return {
		setRegion(region) {
			runtimeConfig.region = region;
		},
		region() {
			return runtimeConfig.region;
		}
	};
};
const resolveAwsRegionExtensionConfiguration = (awsRegionExtensionConfiguration) => {
	return { region: awsRegionExtensionConfiguration.region() };
};
const getDateHeader = (response) => HttpResponse.isInstance(response) ? response.headers?.date ?? response.headers?.Date : void 0;
const getAgeHeader = (response) => HttpResponse.isInstance(response) ? response.headers?.age ?? response.headers?.Age : void 0;
const getSkewCorrectedDate = (systemClockOffset) => new Date(Date.now() + systemClockOffset);
const getUpdatedSystemClockOffset = (clockTime, currentSystemClockOffset, timeRequestSent, ageHeader) => {
	if (ageHeader !== void 0) return currentSystemClockOffset;
	const serverTime = Date.parse(clockTime);
	if (Number.isNaN(serverTime)) return currentSystemClockOffset;
	const timeResponseReceived = Date.now();
	if (timeRequestSent !== void 0 && timeResponseReceived - timeRequestSent > 9e5) return currentSystemClockOffset;
	return serverTime - timeResponseReceived;
};
const throwSigningPropertyError = (name, property) => {
	if (!property) throw new Error(`Property \`${name}\` is not resolved for AWS SDK SigV4Auth`);
	return property;
};
const hasEventStreamOutput = (signingProperties) => {
	return (signingProperties.context?.[SMITHY_CONTEXT_KEY]?.eventStream)?.output === true;
};
const validateSigningProperties = async (signingProperties) => {
	const context = throwSigningPropertyError("context", signingProperties.context);
	const config = throwSigningPropertyError("config", signingProperties.config);
	const authScheme = context.endpointV2?.properties?.authSchemes?.[0];
	return {
		config,
		signer: await throwSigningPropertyError("signer", config.signer)(authScheme),
		signingRegion: signingProperties?.signingRegion,
		signingRegionSet: signingProperties?.signingRegionSet,
		signingName: signingProperties?.signingName
	};
};
var AwsSdkSigV4Signer = class {
	async sign(httpRequest, identity, signingProperties) {
		if (!HttpRequest.isInstance(httpRequest)) throw new Error("The request is not an instance of `HttpRequest` and cannot be signed");
		const validatedProps = await validateSigningProperties(signingProperties);
		const { config, signer } = validatedProps;
		let { signingRegion, signingName } = validatedProps;
		const handlerExecutionContext = signingProperties.context;
		if (handlerExecutionContext?.authSchemes?.length ?? false) {
			const [first, second] = handlerExecutionContext.authSchemes;
			if (first?.name === "sigv4a" && second?.name === "sigv4") {
				signingRegion = second?.signingRegion ?? signingRegion;
				signingName = second?.signingName ?? signingName;
			}
		}
		const noSkewCorrection = await config.disableClockSkewCorrection?.() === true;
		signingProperties._disableClockSkewCorrection = noSkewCorrection;
		const skipSkewSampling = noSkewCorrection || hasEventStreamOutput(signingProperties);
		signingProperties._skipClockSkewSampling = skipSkewSampling;
		if (!skipSkewSampling) {
			signingProperties._preRequestSystemClockOffset = config.systemClockOffset;
			signingProperties._requestSentAt = Date.now();
		}
		return await signer.sign(httpRequest, {
			signingDate: noSkewCorrection ? /* @__PURE__ */ new Date() : getSkewCorrectedDate(config.systemClockOffset),
			signingRegion,
			signingService: signingName
		});
	}
	errorHandler(signingProperties) {
		return (error) => {
			const errorException = error;
			if (!signingProperties._skipClockSkewSampling && !signingProperties._disableClockSkewCorrection) {
				const serverTime = errorException.ServerTime ?? getDateHeader(errorException.$response);
				if (serverTime) {
					const config = throwSigningPropertyError("config", signingProperties.config);
					const preRequestOffset = signingProperties._preRequestSystemClockOffset;
					const timeRequestSent = signingProperties._requestSentAt;
					const ageHeader = getAgeHeader(errorException.$response);
					const newOffset = getUpdatedSystemClockOffset(serverTime, config.systemClockOffset, timeRequestSent, ageHeader);
					config.systemClockOffset = newOffset;
					if (Math.abs(newOffset) >= 24e4 && (newOffset !== preRequestOffset || preRequestOffset !== void 0 && preRequestOffset !== newOffset) && errorException.$metadata) errorException.$metadata.clockSkewCorrected = true;
				}
			}
			throw error;
		};
	}
	successHandler(httpResponse, signingProperties) {
		if (signingProperties._skipClockSkewSampling || signingProperties._disableClockSkewCorrection) return;
		const dateHeader = getDateHeader(httpResponse);
		if (dateHeader) {
			const config = throwSigningPropertyError("config", signingProperties.config);
			const timeRequestSent = signingProperties._requestSentAt;
			const ageHeader = getAgeHeader(httpResponse);
			config.systemClockOffset = getUpdatedSystemClockOffset(dateHeader, config.systemClockOffset, timeRequestSent, ageHeader);
		}
	}
};
const getArrayForCommaSeparatedString = (str) => typeof str === "string" && str.length > 0 ? str.split(",").map((item) => item.trim()) : [];
const getBearerTokenEnvKey = (signingName) => `AWS_BEARER_TOKEN_${signingName.replace(/[\s-]/g, "_").toUpperCase()}`;
const NODE_AUTH_SCHEME_PREFERENCE_ENV_KEY = "AWS_AUTH_SCHEME_PREFERENCE";
const NODE_AUTH_SCHEME_PREFERENCE_CONFIG_KEY = "auth_scheme_preference";
const NODE_AUTH_SCHEME_PREFERENCE_OPTIONS = {
	environmentVariableSelector: (env, options) => {
		if (options?.signingName) {
			if (getBearerTokenEnvKey(options.signingName) in env) return ["httpBearerAuth"];
		}
		if (!(NODE_AUTH_SCHEME_PREFERENCE_ENV_KEY in env)) return;
		return getArrayForCommaSeparatedString(env[NODE_AUTH_SCHEME_PREFERENCE_ENV_KEY]);
	},
	configFileSelector: (profile) => {
		if (!(NODE_AUTH_SCHEME_PREFERENCE_CONFIG_KEY in profile)) return;
		return getArrayForCommaSeparatedString(profile[NODE_AUTH_SCHEME_PREFERENCE_CONFIG_KEY]);
	},
	default: []
};
// node_modules/@smithy/signature-v4/
var HeaderFormatter = class {
	format(headers) {
		const chunks = [];
		for (const headerName in headers) {
			if (!hasOwn(headers, headerName)) continue;
			const bytes = fromUtf8$1(headerName);
			chunks.push(Uint8Array.from([bytes.byteLength]), bytes, this.formatHeaderValue(headers[headerName]));
		}
		const out = new Uint8Array(chunks.reduce((carry, bytes) => carry + bytes.byteLength, 0));
		let position = 0;
		for (const chunk of chunks) {
			out.set(chunk, position);
			position += chunk.byteLength;
		}
		return out;
	}
	formatHeaderValue(header) {
		switch (header.type) {
			case "boolean": return Uint8Array.from([header.value ? 0 : 1]);
			case "byte": return Uint8Array.from([2, header.value]);
			case "short":
				const shortView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(3));
				shortView.setUint8(0, 3);
				shortView.setInt16(1, header.value, false);
				return new Uint8Array(shortView.buffer);
			case "integer":
				const intView = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(5));
				intView.setUint8(0, 4);
				intView.setInt32(1, header.value, false);
				return new Uint8Array(intView.buffer);
			case "long":
				const longBytes = /* @__PURE__ */ new Uint8Array(9);
				longBytes[0] = 5;
				longBytes.set(header.value.bytes, 1);
				return longBytes;
			case "binary":
				const binView = new DataView(new ArrayBuffer(3 + header.value.byteLength));
				binView.setUint8(0, 6);
				binView.setUint16(1, header.value.byteLength, false);
				const binBytes = new Uint8Array(binView.buffer);
				binBytes.set(header.value, 3);
				return binBytes;
			case "string":
				const utf8Bytes = fromUtf8$1(header.value);
				const strView = new DataView(new ArrayBuffer(3 + utf8Bytes.byteLength));
				strView.setUint8(0, 7);
				strView.setUint16(1, utf8Bytes.byteLength, false);
				const strBytes = new Uint8Array(strView.buffer);
				strBytes.set(utf8Bytes, 3);
				return strBytes;
			case "timestamp":
				const tsBytes = /* @__PURE__ */ new Uint8Array(9);
				tsBytes[0] = 8;
				tsBytes.set(Int64.fromNumber(header.value.valueOf()).bytes, 1);
				return tsBytes;
			case "uuid":
				if (!UUID_PATTERN.test(header.value)) throw new Error(`Invalid UUID received: ${header.value}`);
				const uuidBytes = /* @__PURE__ */ new Uint8Array(17);
				uuidBytes[0] = 9;
				uuidBytes.set(fromHex(header.value.replace(/-/g, "")), 1);
				return uuidBytes;
		}
	}
};
var HEADER_VALUE_TYPE;
(function(HEADER_VALUE_TYPE) {
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["boolTrue"] = 0] = "boolTrue";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["boolFalse"] = 1] = "boolFalse";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["byte"] = 2] = "byte";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["short"] = 3] = "short";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["integer"] = 4] = "integer";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["long"] = 5] = "long";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["byteArray"] = 6] = "byteArray";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["string"] = 7] = "string";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["timestamp"] = 8] = "timestamp";
	HEADER_VALUE_TYPE[HEADER_VALUE_TYPE["uuid"] = 9] = "uuid";
})(HEADER_VALUE_TYPE || (HEADER_VALUE_TYPE = {}));
const UUID_PATTERN = /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/;
var Int64 = class Int64 {
	bytes;
	constructor(bytes) {
		this.bytes = bytes;
		if (bytes.byteLength !== 8) throw new Error("Int64 buffers must be exactly 8 bytes");
	}
	static fromNumber(number) {
		if (number > 0x8000000000000000 || number < -0x8000000000000000) throw new Error(`${number} is too large (or, if negative, too small) to represent as an Int64`);
		const bytes = /* @__PURE__ */ new Uint8Array(8);
		for (let i = 7, remaining = Math.abs(Math.round(number)); i > -1 && remaining > 0; i--, remaining /= 256) bytes[i] = remaining;
		if (number < 0) negate(bytes);
		return new Int64(bytes);
	}
	valueOf() {
		const bytes = this.bytes.slice(0);
		const negative = bytes[0] & 128;
		if (negative) negate(bytes);
		return parseInt(toHex(bytes), 16) * (negative ? -1 : 1);
	}
	toString() {
		return String(this.valueOf());
	}
};
function negate(bytes) {
	for (let i = 0; i < 8; i++) bytes[i] ^= 255;
	for (let i = 7; i > -1; i--) {
		bytes[i]++;
		if (bytes[i] !== 0) break;
	}
}
const ALGORITHM_QUERY_PARAM = "X-Amz-Algorithm";
const CREDENTIAL_QUERY_PARAM = "X-Amz-Credential";
const AMZ_DATE_QUERY_PARAM = "X-Amz-Date";
const SIGNED_HEADERS_QUERY_PARAM = "X-Amz-SignedHeaders";
const EXPIRES_QUERY_PARAM = "X-Amz-Expires";
const SIGNATURE_QUERY_PARAM = "X-Amz-Signature";
const TOKEN_QUERY_PARAM = "X-Amz-Security-Token";
const AUTH_HEADER = "authorization";
const AMZ_DATE_HEADER = AMZ_DATE_QUERY_PARAM.toLowerCase();
const GENERATED_HEADERS = [
	AUTH_HEADER,
	AMZ_DATE_HEADER,
	"date"
];
SIGNATURE_QUERY_PARAM.toLowerCase();
const SHA256_HEADER = "x-amz-content-sha256";
const TOKEN_HEADER = TOKEN_QUERY_PARAM.toLowerCase();
const ALWAYS_UNSIGNABLE_HEADERS = {
	authorization: true,
	"cache-control": true,
	connection: true,
	expect: true,
	from: true,
	"keep-alive": true,
	"max-forwards": true,
	pragma: true,
	referer: true,
	te: true,
	trailer: true,
	"transfer-encoding": true,
	upgrade: true,
	"user-agent": true,
	"x-amzn-trace-id": true
};
const PROXY_HEADER_PATTERN = /^proxy-/;
const SEC_HEADER_PATTERN = /^sec-/;
const ALGORITHM_IDENTIFIER = "AWS4-HMAC-SHA256";
const EVENT_ALGORITHM_IDENTIFIER = "AWS4-HMAC-SHA256-PAYLOAD";
const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
const KEY_TYPE_IDENTIFIER = "aws4_request";
const getCanonicalQuery = ({ query = {} }) => {
	const keys = [];
	const serialized = {};
	for (const key in query) {
		if (!hasOwn(query, key)) continue;
		if (key.toLowerCase() === "x-amz-signature") continue;
		const encodedKey = escapeUri(key);
		keys.push(encodedKey);
		const value = query[key];
		if (typeof value === "string") serialized[encodedKey] = `${encodedKey}=${escapeUri(value)}`;
		else if (Array.isArray(value)) serialized[encodedKey] = value.slice(0).reduce((encoded, value) => encoded.concat([`${encodedKey}=${escapeUri(value)}`]), []).sort().join("&");
	}
	return keys.sort().map((key) => serialized[key]).filter((serialized) => serialized).join("&");
};
const iso8601 = (time) => toDate(time).toISOString().replace(/\.\d{3}Z$/, "Z");
const toDate = (time) => {
	if (typeof time === "number") return /* @__PURE__ */ new Date(time * 1e3);
	if (typeof time === "string") {
		if (Number(time)) return /* @__PURE__ */ new Date(Number(time) * 1e3);
		return new Date(time);
	}
	return time;
};
var SignatureV4Base = class {
	service;
	regionProvider;
	credentialProvider;
	sha256;
	uriEscapePath;
	applyChecksum;
	constructor({ applyChecksum, credentials, region, service, sha256, uriEscapePath = true }) {
		this.service = service;
		this.sha256 = sha256;
		this.uriEscapePath = uriEscapePath;
		this.applyChecksum = typeof applyChecksum === "boolean" ? applyChecksum : true;
		this.regionProvider = normalizeProvider$1(region);
		this.credentialProvider = normalizeProvider$1(credentials);
	}
	createCanonicalRequest(request, canonicalHeaders, payloadHash) {
		const sortedHeaders = Object.keys(canonicalHeaders).sort();
		return `${request.method}
${this.getCanonicalPath(request)}
${getCanonicalQuery(request)}
${sortedHeaders.map((name) => `${name}:${canonicalHeaders[name]}`).join("\n")}

${sortedHeaders.join(";")}
${payloadHash}`;
	}
	async createStringToSign(longDate, credentialScope, canonicalRequest, algorithmIdentifier) {
		const hash = new this.sha256();
		hash.update(toUint8Array(canonicalRequest));
		return `${algorithmIdentifier}
${longDate}
${credentialScope}
${toHex(await hash.digest())}`;
	}
	getCanonicalPath({ path }) {
		if (this.uriEscapePath) {
			const normalizedPathSegments = [];
			for (const pathSegment of path.split("/")) {
				if (pathSegment?.length === 0) continue;
				if (pathSegment === ".") continue;
				if (pathSegment === "..") normalizedPathSegments.pop();
				else normalizedPathSegments.push(pathSegment);
			}
			const normalizedPath = `${path?.startsWith("/") ? "/" : ""}${normalizedPathSegments.join("/")}${normalizedPathSegments.length > 0 && path?.endsWith("/") ? "/" : ""}`;
			return escapeUri(normalizedPath).replace(/%2F/g, "/");
		}
		return path;
	}
	validateResolvedCredentials(credentials) {
		if (typeof credentials !== "object" || typeof credentials.accessKeyId !== "string" || typeof credentials.secretAccessKey !== "string") throw new Error("Resolved credential object is not valid");
	}
	formatDate(now) {
		const longDate = iso8601(now).replace(/[-:]/g, "");
		return {
			longDate,
			shortDate: longDate.slice(0, 8)
		};
	}
	getCanonicalHeaderList(headers) {
		return Object.keys(headers).sort().join(";");
	}
};
const signingKeyCache = {};
const cacheQueue = [];
const createScope = (shortDate, region, service) => `${shortDate}/${region}/${service}/${KEY_TYPE_IDENTIFIER}`;
const getSigningKey = async (sha256Constructor, credentials, shortDate, region, service) => {
	const cacheKey = `${shortDate}:${region}:${service}:${toHex(await hmac(sha256Constructor, credentials.secretAccessKey, credentials.accessKeyId))}:${credentials.sessionToken}`;
	if (cacheKey in signingKeyCache) return signingKeyCache[cacheKey];
	cacheQueue.push(cacheKey);
	while (cacheQueue.length > 50) delete signingKeyCache[cacheQueue.shift()];
	let key = `AWS4${credentials.secretAccessKey}`;
	for (const signable of [
		shortDate,
		region,
		service,
		KEY_TYPE_IDENTIFIER
	]) key = await hmac(sha256Constructor, key, signable);
	return signingKeyCache[cacheKey] = key;
};
const hmac = (ctor, secret, data) => {
	const hash = new ctor(secret);
	hash.update(toUint8Array(data));
	return hash.digest();
};
const getCanonicalHeaders = ({ headers }, unsignableHeaders, signableHeaders) => {
	const canonical = {};
	for (const headerName of Object.keys(headers).sort()) {
		if (headers[headerName] == void 0) continue;
		const canonicalHeaderName = headerName.toLowerCase();
		if (hasOwn(ALWAYS_UNSIGNABLE_HEADERS, canonicalHeaderName) || unsignableHeaders?.has(canonicalHeaderName) || PROXY_HEADER_PATTERN.test(canonicalHeaderName) || SEC_HEADER_PATTERN.test(canonicalHeaderName)) {
			if (!signableHeaders || signableHeaders && !signableHeaders.has(canonicalHeaderName)) continue;
		}
		if (canonicalHeaderName === "__proto__") writeKey$2(canonical);
		canonical[canonicalHeaderName] = headers[headerName].replace(/[\r\n]/g, " ").replace(/[ \t]+/g, " ").replace(/^ | $/g, "");
	}
	return canonical;
};
const getPayloadHash = async ({ headers, body }, hashConstructor) => {
	for (const headerName in headers) {
		if (!hasOwn(headers, headerName)) continue;
		if (headerName.toLowerCase() === "x-amz-content-sha256") return headers[headerName];
	}
	if (body == void 0) return "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	else if (typeof body === "string" || ArrayBuffer.isView(body) || isArrayBuffer(body)) {
		const hashCtor = new hashConstructor();
		hashCtor.update(toUint8Array(body));
		return toHex(await hashCtor.digest());
	}
	return UNSIGNED_PAYLOAD;
};
const hasHeader = (soughtHeader, headers) => {
	soughtHeader = soughtHeader.toLowerCase();
	for (const headerName in headers) {
		if (!hasOwn(headers, headerName)) continue;
		if (soughtHeader === headerName.toLowerCase()) return true;
	}
	return false;
};
const moveHeadersToQuery = (request, options = {}) => {
	const { headers, query = {} } = HttpRequest.clone(request);
	for (const name in headers) {
		if (!hasOwn(headers, name)) continue;
		const lname = name.toLowerCase();
		if (lname.slice(0, 6) === "x-amz-" && !options.unhoistableHeaders?.has(lname) || options.hoistableHeaders?.has(lname)) {
			query[name] = headers[name];
			delete headers[name];
		}
	}
	return {
		...request,
		headers,
		query
	};
};
const prepareRequest = (request) => {
	request = HttpRequest.clone(request);
	for (const headerName in request.headers) {
		if (!hasOwn(request.headers, headerName)) continue;
		if (GENERATED_HEADERS.indexOf(headerName.toLowerCase()) > -1) delete request.headers[headerName];
	}
	return request;
};
var SignatureV4 = class extends SignatureV4Base {
	headerFormatter = new HeaderFormatter();
	constructor({ applyChecksum, credentials, region, service, sha256, uriEscapePath = true }) {
		super({
			applyChecksum,
			credentials,
			region,
			service,
			sha256,
			uriEscapePath
		});
	}
	async presign(originalRequest, options = {}) {
		const { signingDate = /* @__PURE__ */ new Date(), expiresIn = 3600, unsignableHeaders, unhoistableHeaders, signableHeaders, hoistableHeaders, signingRegion, signingService } = options;
		const credentials = await this.credentialProvider();
		this.validateResolvedCredentials(credentials);
		const region = signingRegion ?? await this.regionProvider();
		const { longDate, shortDate } = this.formatDate(signingDate);
		if (expiresIn > 604800) return Promise.reject("Signature version 4 presigned URLs must have an expiration date less than one week in the future");
		const scope = createScope(shortDate, region, signingService ?? this.service);
		const request = moveHeadersToQuery(prepareRequest(originalRequest), {
			unhoistableHeaders,
			hoistableHeaders
		});
		if (credentials.sessionToken) request.query[TOKEN_QUERY_PARAM] = credentials.sessionToken;
		request.query[ALGORITHM_QUERY_PARAM] = ALGORITHM_IDENTIFIER;
		request.query[CREDENTIAL_QUERY_PARAM] = `${credentials.accessKeyId}/${scope}`;
		request.query[AMZ_DATE_QUERY_PARAM] = longDate;
		request.query[EXPIRES_QUERY_PARAM] = expiresIn.toString(10);
		const canonicalHeaders = getCanonicalHeaders(request, unsignableHeaders, signableHeaders);
		request.query[SIGNED_HEADERS_QUERY_PARAM] = this.getCanonicalHeaderList(canonicalHeaders);
		request.query[SIGNATURE_QUERY_PARAM] = await this.getSignature(longDate, scope, this.getSigningKey(credentials, region, shortDate, signingService), this.createCanonicalRequest(request, canonicalHeaders, await getPayloadHash(originalRequest, this.sha256)));
		return request;
	}
	async sign(toSign, options) {
		if (typeof toSign === "string") return this.signString(toSign, options);
		else if (toSign.headers && toSign.payload) return this.signEvent(toSign, options);
		else if (toSign.message) return this.signMessage(toSign, options);
		else return this.signRequest(toSign, options);
	}
	async signEvent({ headers, payload }, { signingDate = /* @__PURE__ */ new Date(), priorSignature, signingRegion, signingService, eventStreamCredentials }) {
		const region = signingRegion ?? await this.regionProvider();
		const { shortDate, longDate } = this.formatDate(signingDate);
		const scope = createScope(shortDate, region, signingService ?? this.service);
		const hashedPayload = await getPayloadHash({
			headers: {},
			body: payload
		}, this.sha256);
		const hash = new this.sha256();
		hash.update(headers);
		const hashedHeaders = toHex(await hash.digest());
		const stringToSign = [
			EVENT_ALGORITHM_IDENTIFIER,
			longDate,
			scope,
			priorSignature,
			hashedHeaders,
			hashedPayload
		].join("\n");
		return this.signString(stringToSign, {
			signingDate,
			signingRegion: region,
			signingService,
			eventStreamCredentials
		});
	}
	async signMessage(signableMessage, { signingDate = /* @__PURE__ */ new Date(), signingRegion, signingService, eventStreamCredentials }) {
		return this.signEvent({
			headers: this.headerFormatter.format(signableMessage.message.headers),
			payload: signableMessage.message.body
		}, {
			signingDate,
			signingRegion,
			signingService,
			priorSignature: signableMessage.priorSignature,
			eventStreamCredentials
		}).then((signature) => {
			return {
				message: signableMessage.message,
				signature
			};
		});
	}
	async signString(stringToSign, { signingDate = /* @__PURE__ */ new Date(), signingRegion, signingService, eventStreamCredentials } = {}) {
		const credentials = eventStreamCredentials ?? await this.credentialProvider();
		this.validateResolvedCredentials(credentials);
		const region = signingRegion ?? await this.regionProvider();
		const { shortDate } = this.formatDate(signingDate);
		const hash = new this.sha256(await this.getSigningKey(credentials, region, shortDate, signingService));
		hash.update(toUint8Array(stringToSign));
		return toHex(await hash.digest());
	}
	async signRequest(requestToSign, { signingDate = /* @__PURE__ */ new Date(), signableHeaders, unsignableHeaders, signingRegion, signingService } = {}) {
		const credentials = await this.credentialProvider();
		this.validateResolvedCredentials(credentials);
		const region = signingRegion ?? await this.regionProvider();
		const request = prepareRequest(requestToSign);
		const { longDate, shortDate } = this.formatDate(signingDate);
		const scope = createScope(shortDate, region, signingService ?? this.service);
		request.headers[AMZ_DATE_HEADER] = longDate;
		if (credentials.sessionToken) request.headers[TOKEN_HEADER] = credentials.sessionToken;
		const payloadHash = await getPayloadHash(request, this.sha256);
		if (!hasHeader("x-amz-content-sha256", request.headers) && this.applyChecksum) request.headers[SHA256_HEADER] = payloadHash;
		const canonicalHeaders = getCanonicalHeaders(request, unsignableHeaders, signableHeaders);
		const signature = await this.getSignature(longDate, scope, this.getSigningKey(credentials, region, shortDate, signingService), this.createCanonicalRequest(request, canonicalHeaders, payloadHash));
		request.headers[AUTH_HEADER] = `${ALGORITHM_IDENTIFIER} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${this.getCanonicalHeaderList(canonicalHeaders)}, Signature=${signature}`;
		return request;
	}
	async getSignature(longDate, credentialScope, keyPromise, canonicalRequest) {
		const stringToSign = await this.createStringToSign(longDate, credentialScope, canonicalRequest, ALGORITHM_IDENTIFIER);
		const hash = new this.sha256(await keyPromise);
		hash.update(toUint8Array(stringToSign));
		return toHex(await hash.digest());
	}
	getSigningKey(credentials, region, shortDate, service) {
		return getSigningKey(this.sha256, credentials, shortDate, region, service || this.service);
	}
};
// node_modules/@aws-sdk/core/
const bindResolveAwsSdkSigV4Config = (defaultDisableClockSkewCorrection) => (config) => {
	let inputCredentials = config.credentials;
	let isUserSupplied = !!config.credentials;
	let resolvedCredentials = void 0;
	Object.defineProperty(config, "credentials", {
		set(credentials) {
			if (credentials && credentials !== inputCredentials && credentials !== resolvedCredentials) isUserSupplied = true;
			inputCredentials = credentials;
			const boundProvider = bindCallerConfig(config, normalizeCredentialProvider(config, {
				credentials: inputCredentials,
				credentialDefaultProvider: config.credentialDefaultProvider
			}));
			if (isUserSupplied && !boundProvider.attributed) {
				const isCredentialObject = typeof inputCredentials === "object" && inputCredentials !== null;
				resolvedCredentials = async (options) => {
					const attributedCreds = await boundProvider(options);
					if (isCredentialObject && (!attributedCreds.$source || Object.keys(attributedCreds.$source).length === 0)) return setCredentialFeature(attributedCreds, "CREDENTIALS_CODE", "e");
					return attributedCreds;
				};
				resolvedCredentials.memoized = boundProvider.memoized;
				resolvedCredentials.configBound = boundProvider.configBound;
				resolvedCredentials.attributed = true;
			} else resolvedCredentials = boundProvider;
		},
		get() {
			return resolvedCredentials;
		},
		enumerable: true,
		configurable: true
	});
	config.credentials = inputCredentials;
	const { signingEscapePath = true, systemClockOffset = config.systemClockOffset || 0, sha256 } = config;
	let signer;
	if (config.signer) signer = normalizeProvider(config.signer);
	else if (config.regionInfoProvider) signer = () => normalizeProvider(config.region)().then(async (region) => [await config.regionInfoProvider(region, {
		useFipsEndpoint: await config.useFipsEndpoint(),
		useDualstackEndpoint: await config.useDualstackEndpoint()
	}) || {}, region]).then(([regionInfo, region]) => {
		const { signingRegion, signingService } = regionInfo;
		config.signingRegion = config.signingRegion || signingRegion || region;
		config.signingName = config.signingName || signingService || config.serviceId;
		const params = {
			...config,
			credentials: config.credentials,
			region: config.signingRegion,
			service: config.signingName,
			sha256,
			uriEscapePath: signingEscapePath
		};
		return new (config.signerConstructor || SignatureV4)(params);
	});
	else signer = async (authScheme) => {
		authScheme = Object.assign({}, {
			name: "sigv4",
			signingName: config.signingName || config.defaultSigningName,
			signingRegion: await normalizeProvider(config.region)(),
			properties: {}
		}, authScheme);
		const signingRegion = authScheme.signingRegion;
		const signingService = authScheme.signingName;
		config.signingRegion = config.signingRegion || signingRegion;
		config.signingName = config.signingName || signingService || config.serviceId;
		const params = {
			...config,
			credentials: config.credentials,
			region: config.signingRegion,
			service: config.signingName,
			sha256,
			uriEscapePath: signingEscapePath
		};
		return new (config.signerConstructor || SignatureV4)(params);
	};
	return Object.assign(config, {
		systemClockOffset,
		signingEscapePath,
		signer,
		disableClockSkewCorrection: normalizeProvider(config.disableClockSkewCorrection ?? defaultDisableClockSkewCorrection)
	});
};
function normalizeCredentialProvider(config, { credentials, credentialDefaultProvider }) {
	let credentialsProvider;
	if (credentials) {
		if (!credentials?.memoized) credentialsProvider = memoizeIdentityProvider(credentials, isIdentityExpired, doesIdentityRequireRefresh);
		else credentialsProvider = credentials;
	} else if (credentialDefaultProvider) credentialsProvider = normalizeProvider(credentialDefaultProvider(Object.assign({}, config, { parentClientConfig: config })));
	else credentialsProvider = async () => {
		throw new Error("@aws-sdk/core::resolveAwsSdkSigV4Config - `credentials` not provided and no credentialDefaultProvider was configured.");
	};
	credentialsProvider.memoized = true;
	return credentialsProvider;
}
function bindCallerConfig(config, credentialsProvider) {
	if (credentialsProvider.configBound) return credentialsProvider;
	const fn = async (options) => credentialsProvider({
		...options,
		callerClientConfig: config
	});
	fn.memoized = credentialsProvider.memoized;
	fn.configBound = true;
	return fn;
}
const ENV_DISABLE_CLOCK_SKEW_CORRECTION = "AWS_DISABLE_CLOCK_SKEW_CORRECTION";
const CONFIG_DISABLE_CLOCK_SKEW_CORRECTION = "disable_clock_skew_correction";
const resolveAwsSdkSigV4Config = bindResolveAwsSdkSigV4Config(loadConfig({
	environmentVariableSelector: (env) => booleanSelector(env, ENV_DISABLE_CLOCK_SKEW_CORRECTION, SelectorType.ENV),
	configFileSelector: (profile) => booleanSelector(profile, CONFIG_DISABLE_CLOCK_SKEW_CORRECTION, SelectorType.CONFIG),
	default: false
}));
// node_modules/@aws-sdk/client-auto-scaling/
const defaultAutoScalingHttpAuthSchemeParametersProvider = async (config, context, input) => {
	return {
		operation: getSmithyContext(context).operation,
		region: await normalizeProvider$1(config.region)() || (() => {
			throw new Error("expected `region` to be configured for `aws.auth#sigv4`");
		})()
	};
};
function createAwsAuthSigv4HttpAuthOption(authParameters) {
	return {
		schemeId: "aws.auth#sigv4",
		signingProperties: {
			name: "autoscaling",
			region: authParameters.region
		},
		propertiesExtractor: (config, context) => ({ signingProperties: {
			config,
			context
		} })
	};
}
const defaultAutoScalingHttpAuthSchemeProvider = (authParameters) => {
	const options = [];
	switch (authParameters.operation) {
		default: options.push(createAwsAuthSigv4HttpAuthOption(authParameters));
	}
	return options;
};
const resolveHttpAuthSchemeConfig = (config) => {
	const config_0 = resolveAwsSdkSigV4Config(config);
	return Object.assign(config_0, { authSchemePreference: normalizeProvider$1(config.authSchemePreference ?? []) });
};
const resolveClientEndpointParameters = (options) => {
	return Object.assign(options, {
		useDualstackEndpoint: options.useDualstackEndpoint ?? false,
		useFipsEndpoint: options.useFipsEndpoint ?? false,
		defaultSigningName: "autoscaling"
	});
};
const commonParams = {
	UseFIPS: {
		type: "builtInParams",
		name: "useFipsEndpoint"
	},
	Endpoint: {
		type: "builtInParams",
		name: "endpoint"
	},
	Region: {
		type: "builtInParams",
		name: "region"
	},
	UseDualStack: {
		type: "builtInParams",
		name: "useDualstackEndpoint"
	}
};
var version = "3.1169.0";
// node_modules/@aws-sdk/credential-provider-env/
const ENV_KEY = "AWS_ACCESS_KEY_ID";
const ENV_SECRET = "AWS_SECRET_ACCESS_KEY";
const ENV_SESSION = "AWS_SESSION_TOKEN";
const ENV_EXPIRATION = "AWS_CREDENTIAL_EXPIRATION";
const ENV_CREDENTIAL_SCOPE = "AWS_CREDENTIAL_SCOPE";
const ENV_ACCOUNT_ID = "AWS_ACCOUNT_ID";
const fromEnv = (init) => async () => {
	init?.logger?.debug("@aws-sdk/credential-provider-env - fromEnv");
	const accessKeyId = process.env[ENV_KEY];
	const secretAccessKey = process.env[ENV_SECRET];
	const sessionToken = process.env[ENV_SESSION];
	const expiry = process.env[ENV_EXPIRATION];
	const credentialScope = process.env[ENV_CREDENTIAL_SCOPE];
	const accountId = process.env[ENV_ACCOUNT_ID];
	if (accessKeyId && secretAccessKey) {
		const credentials = {
			accessKeyId,
			secretAccessKey,
			...sessionToken && { sessionToken },
			...expiry && { expiration: new Date(expiry) },
			...credentialScope && { credentialScope },
			...accountId && { accountId }
		};
		setCredentialFeature(credentials, "CREDENTIALS_ENV_VARS", "g");
		return credentials;
	}
	throw new CredentialsProviderError("Unable to find environment variable credentials.", { logger: init?.logger });
};
const remoteProvider = async (init) => {
	const { ENV_CMDS_FULL_URI, ENV_CMDS_RELATIVE_URI, fromContainerMetadata, fromInstanceMetadata } = await __nccwpck_require__.e(/* import() */ 7953).then(__nccwpck_require__.bind(__nccwpck_require__, 7953));
	if (process.env[ENV_CMDS_RELATIVE_URI] || process.env[ENV_CMDS_FULL_URI]) {
		init.logger?.debug("@aws-sdk/credential-provider-node - remoteProvider::fromHttp/fromContainerMetadata");
		const { fromHttp } = await __nccwpck_require__.e(/* import() */ 2039).then(__nccwpck_require__.bind(__nccwpck_require__, 2039));
		return chain(fromHttp(init), fromContainerMetadata(init));
	}
	if (process.env["AWS_EC2_METADATA_DISABLED"] && process.env["AWS_EC2_METADATA_DISABLED"] !== "false") return async () => {
		throw new CredentialsProviderError("EC2 Instance Metadata Service access disabled", { logger: init.logger });
	};
	init.logger?.debug("@aws-sdk/credential-provider-node - remoteProvider::fromInstanceMetadata");
	return fromInstanceMetadata(init);
};
// node_modules/@aws-sdk/credential-provider-node/
function memoizeChain(providers, treatAsExpired) {
	const chain = internalCreateChain(providers);
	let activeLock;
	let passiveLock;
	let credentials;
	let forceRefreshLock;
	const provider = async (options) => {
		if (options?.forceRefresh) {
			if (!forceRefreshLock) forceRefreshLock = chain(options).then((c) => {
				credentials = c;
			}).finally(() => {
				forceRefreshLock = void 0;
			});
			await forceRefreshLock;
			return credentials;
		}
		if (credentials?.expiration) {
			if (credentials?.expiration?.getTime() < Date.now()) credentials = void 0;
		}
		if (activeLock) await activeLock;
		else if (!credentials || treatAsExpired?.(credentials)) {
			if (credentials) {
				if (!passiveLock) passiveLock = chain(options).then((c) => {
					credentials = c;
				}).catch(() => {}).finally(() => {
					passiveLock = void 0;
				});
			} else {
				activeLock = chain(options).then((c) => {
					credentials = c;
				}).finally(() => {
					activeLock = void 0;
				});
				return provider(options);
			}
		}
		return credentials;
	};
	return provider;
}
const internalCreateChain = (providers) => async (awsIdentityProperties) => {
	let lastProviderError;
	for (const provider of providers) try {
		return await provider(awsIdentityProperties);
	} catch (err) {
		lastProviderError = err;
		if (err?.tryNextLink) continue;
		throw err;
	}
	throw lastProviderError;
};
let multipleCredentialSourceWarningEmitted = false;
const defaultProvider = (init = {}) => memoizeChain([
	async () => {
		if (init.profile ?? process.env["AWS_PROFILE"]) {
			if (process.env["AWS_ACCESS_KEY_ID"] && process.env["AWS_SECRET_ACCESS_KEY"]) {
				if (!multipleCredentialSourceWarningEmitted) {
					(init.logger?.warn && init.logger?.constructor?.name !== "NoOpLogger" ? init.logger.warn.bind(init.logger) : console.warn)(`@aws-sdk/credential-provider-node - defaultProvider::fromEnv WARNING:
    Multiple credential sources detected: 
    Both AWS_PROFILE and the pair AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY static credentials are set.
    This SDK will proceed with the AWS_PROFILE value.
    
    However, a future version may change this behavior to prefer the ENV static credentials.
    Please ensure that your environment only sets either the AWS_PROFILE or the
    AWS_ACCESS_KEY_ID/AWS_SECRET_ACCESS_KEY pair.
`);
					multipleCredentialSourceWarningEmitted = true;
				}
			}
			throw new CredentialsProviderError("AWS_PROFILE is set, skipping fromEnv provider.", {
				logger: init.logger,
				tryNextLink: true
			});
		}
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromEnv");
		return fromEnv(init)();
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromSSO");
		const { ssoStartUrl, ssoAccountId, ssoRegion, ssoRoleName, ssoSession } = init;
		if (!ssoStartUrl && !ssoAccountId && !ssoRegion && !ssoRoleName && !ssoSession) throw new CredentialsProviderError("Skipping SSO provider in default chain (inputs do not include SSO fields).", { logger: init.logger });
		const { fromSSO } = await __nccwpck_require__.e(/* import() */ 9475).then(__nccwpck_require__.bind(__nccwpck_require__, 9475));
		return fromSSO(init)(awsIdentityProperties);
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromIni");
		const { fromIni } = await __nccwpck_require__.e(/* import() */ 2358).then(__nccwpck_require__.bind(__nccwpck_require__, 2358));
		return fromIni(init)(awsIdentityProperties);
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromProcess");
		const { fromProcess } = await __nccwpck_require__.e(/* import() */ 364).then(__nccwpck_require__.bind(__nccwpck_require__, 364));
		return fromProcess(init)(awsIdentityProperties);
	},
	async (awsIdentityProperties) => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::fromTokenFile");
		const { fromTokenFile } = await __nccwpck_require__.e(/* import() */ 66).then(__nccwpck_require__.bind(__nccwpck_require__, 66));
		return fromTokenFile(init)(awsIdentityProperties);
	},
	async () => {
		init.logger?.debug("@aws-sdk/credential-provider-node - defaultProvider::remoteProvider");
		return (await remoteProvider(init))();
	},
	async () => {
		throw new CredentialsProviderError("Could not load credentials from any providers", {
			tryNextLink: false,
			logger: init.logger
		});
	}
], credentialsTreatedAsExpired);
const credentialsTreatedAsExpired = (credentials) => credentials?.expiration !== void 0 && credentials.expiration.getTime() - Date.now() < 3e5;
// node_modules/@smithy/node-http-handler/
function buildAbortError(abortSignal) {
	const reason = abortSignal && typeof abortSignal === "object" && "reason" in abortSignal ? abortSignal.reason : void 0;
	if (reason) {
		if (reason instanceof Error) {
			const abortError = /* @__PURE__ */ new Error("Request aborted");
			abortError.name = "AbortError";
			abortError.cause = reason;
			return abortError;
		}
		const abortError = new Error(String(reason));
		abortError.name = "AbortError";
		return abortError;
	}
	const abortError = /* @__PURE__ */ new Error("Request aborted");
	abortError.name = "AbortError";
	return abortError;
}
const NODEJS_TIMEOUT_ERROR_CODES = [
	"ECONNRESET",
	"EPIPE",
	"ETIMEDOUT"
];
const getTransformedHeaders = (headers) => {
	const transformedHeaders = {};
	for (const name in headers) {
		if (!hasOwn(headers, name)) continue;
		const headerValues = headers[name];
		transformedHeaders[name] = Array.isArray(headerValues) ? headerValues.join(",") : headerValues;
	}
	return transformedHeaders;
};
const timing = {
	setTimeout: (cb, ms) => setTimeout(cb, ms),
	clearTimeout: (timeoutId) => clearTimeout(timeoutId)
};
const DEFER_EVENT_LISTENER_TIME$2 = 1e3;
const setConnectionTimeout = (request, reject, timeoutInMs = 0) => {
	if (!timeoutInMs) return -1;
	const registerTimeout = (offset) => {
		const timeoutId = timing.setTimeout(() => {
			request.destroy();
			reject(Object.assign(/* @__PURE__ */ new Error(`@smithy/node-http-handler - the request socket did not establish a connection with the server within the configured timeout of ${timeoutInMs} ms.`), { name: "TimeoutError" }));
		}, timeoutInMs - offset);
		const doWithSocket = (socket) => {
			if (socket?.connecting) socket.on("connect", () => {
				timing.clearTimeout(timeoutId);
			});
			else timing.clearTimeout(timeoutId);
		};
		if (request.socket) doWithSocket(request.socket);
		else request.on("socket", doWithSocket);
	};
	if (timeoutInMs < 2e3) {
		registerTimeout(0);
		return 0;
	}
	return timing.setTimeout(registerTimeout.bind(null, DEFER_EVENT_LISTENER_TIME$2), DEFER_EVENT_LISTENER_TIME$2);
};
const setRequestTimeout = (req, reject, timeoutInMs = 0, throwOnRequestTimeout, logger) => {
	if (timeoutInMs) return timing.setTimeout(() => {
		let msg = `@smithy/node-http-handler - [${throwOnRequestTimeout ? "ERROR" : "WARN"}] a request has exceeded the configured ${timeoutInMs} ms requestTimeout.`;
		if (throwOnRequestTimeout) {
			const error = Object.assign(new Error(msg), {
				name: "TimeoutError",
				code: "ETIMEDOUT"
			});
			req.destroy(error);
			reject(error);
		} else {
			msg += ` Init client requestHandler with throwOnRequestTimeout=true to turn this into an error.`;
			logger?.warn?.(msg);
		}
	}, timeoutInMs);
	return -1;
};
const DEFER_EVENT_LISTENER_TIME$1 = 3e3;
const setSocketKeepAlive = (request, { keepAlive, keepAliveMsecs }, deferTimeMs = DEFER_EVENT_LISTENER_TIME$1) => {
	if (keepAlive !== true) return -1;
	const registerListener = () => {
		if (request.socket) request.socket.setKeepAlive(keepAlive, keepAliveMsecs || 0);
		else request.on("socket", (socket) => {
			socket.setKeepAlive(keepAlive, keepAliveMsecs || 0);
		});
	};
	if (deferTimeMs === 0) {
		registerListener();
		return 0;
	}
	return timing.setTimeout(registerListener, deferTimeMs);
};
const resolveDefaultSocketTimeout = (config) => {
	const value = config?.defaultSocketTimeout;
	return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : void 0;
};
const DEFER_EVENT_LISTENER_TIME = 3e3;
const setSocketTimeout = (request, reject, timeoutInMs = 0, isServiceDefault = false) => {
	if (!Number.isFinite(timeoutInMs) || timeoutInMs <= 0) return;
	let response;
	request.once("response", (res) => response = res);
	const onTimeout = () => {
		if (response?.complete) {
			request.socket?.destroy();
			return;
		}
		const error = Object.assign(/* @__PURE__ */ new Error(`@smithy/node-http-handler - the request socket timed out after ${timeoutInMs} ms of inactivity (${isServiceDefault ? "service default socket timeout" : "configured by client requestHandler"}).`), { name: "TimeoutError" });
		response?.destroy(error);
		request.destroy();
		reject(error);
	};
	const registerTimeout = () => {
		const { socket } = request;
		if (!socket) request.once("socket", registerTimeout);
		else if (socket.connecting) socket.once("connect", registerTimeout);
		else {
			socket.setTimeout(timeoutInMs, onTimeout);
			request.on("close", () => socket.removeListener("timeout", onTimeout));
		}
	};
	if (timeoutInMs < 6e3) {
		registerTimeout();
		return;
	}
	const deferralId = timing.setTimeout(registerTimeout, DEFER_EVENT_LISTENER_TIME);
	request.once("close", () => timing.clearTimeout(deferralId));
};
const MIN_WAIT_TIME = 6e3;
async function writeRequestBody(httpRequest, request, maxContinueTimeoutMs = MIN_WAIT_TIME, externalAgent = false) {
	const headers = request.headers;
	const expect = headers ? headers.Expect || headers.expect : void 0;
	let timeoutId = -1;
	let sendBody = true;
	if (!externalAgent && expect === "100-continue") sendBody = await Promise.race([new Promise((resolve) => {
		timeoutId = Number(timing.setTimeout(() => resolve(true), Math.max(MIN_WAIT_TIME, maxContinueTimeoutMs)));
	}), new Promise((resolve) => {
		httpRequest.on("continue", () => {
			timing.clearTimeout(timeoutId);
			resolve(true);
		});
		httpRequest.on("response", () => {
			timing.clearTimeout(timeoutId);
			resolve(false);
		});
		httpRequest.on("error", () => {
			timing.clearTimeout(timeoutId);
			resolve(false);
		});
	})]);
	if (sendBody) writeBody(httpRequest, request.body);
}
function writeBody(httpRequest, body) {
	if (body instanceof external_node_stream_.Readable) {
		body.pipe(httpRequest);
		return;
	}
	if (body) {
		const isBuffer = Buffer.isBuffer(body);
		if (isBuffer || typeof body === "string") {
			if (isBuffer && body.byteLength === 0) httpRequest.end();
			else httpRequest.end(body);
			return;
		}
		const uint8 = body;
		if (typeof uint8 === "object" && uint8.buffer && typeof uint8.byteOffset === "number" && typeof uint8.byteLength === "number") {
			httpRequest.end(Buffer.from(uint8.buffer, uint8.byteOffset, uint8.byteLength));
			return;
		}
		httpRequest.end(Buffer.from(body));
		return;
	}
	httpRequest.end();
}
let hAgent = void 0;
let hRequest = void 0;
var NodeHttpHandler = class NodeHttpHandler {
	config;
	configProvider;
	socketWarningTimestamp = 0;
	externalAgent = false;
	metadata = { handlerProtocol: "http/1.1" };
	static create(instanceOrOptions) {
		if (typeof instanceOrOptions?.handle === "function") return instanceOrOptions;
		return new NodeHttpHandler(instanceOrOptions);
	}
	static checkSocketUsage(agent, socketWarningTimestamp, logger = console) {
		const { sockets, requests, maxSockets } = agent;
		if (typeof maxSockets !== "number" || maxSockets === Infinity) return socketWarningTimestamp;
		if (Date.now() - 15e3 < socketWarningTimestamp) return socketWarningTimestamp;
		if (sockets && requests) for (const origin in sockets) {
			if (!hasOwn(sockets, origin)) continue;
			const socketsInUse = sockets[origin]?.length ?? 0;
			const requestsEnqueued = requests[origin]?.length ?? 0;
			if (socketsInUse >= maxSockets && requestsEnqueued >= 2 * maxSockets) {
				logger?.warn?.(`@smithy/node-http-handler:WARN - socket usage at capacity=${socketsInUse} and ${requestsEnqueued} additional requests are enqueued.
See https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
or increase socketAcquisitionWarningTimeout=(millis) in the NodeHttpHandler config.`);
				return Date.now();
			}
		}
		return socketWarningTimestamp;
	}
	constructor(options) {
		this.configProvider = new Promise((resolve, reject) => {
			if (typeof options === "function") options().then((_options) => {
				resolve(this.resolveDefaultConfig(_options));
			}).catch(reject);
			else resolve(this.resolveDefaultConfig(options));
		});
	}
	destroy() {
		this.config?.httpAgent?.destroy();
		this.config?.httpsAgent?.destroy();
	}
	async handle(request, { abortSignal, requestTimeout } = {}) {
		if (!this.config) this.config = await this.configProvider;
		const config = this.config;
		const logger = config.logger;
		const isSSL = request.protocol === "https:";
		if (!isSSL && !this.config.httpAgent) this.config.httpAgent = await this.config.httpAgentProvider();
		return new Promise((_resolve, _reject) => {
			let writeRequestBodyPromise = void 0;
			let socketWarningTimeoutId = -1;
			let connectionTimeoutId = -1;
			let requestTimeoutId = -1;
			let keepAliveTimeoutId = -1;
			const clearTimeouts = () => {
				timing.clearTimeout(socketWarningTimeoutId);
				timing.clearTimeout(connectionTimeoutId);
				timing.clearTimeout(requestTimeoutId);
				timing.clearTimeout(keepAliveTimeoutId);
			};
			const resolve = async (arg) => {
				await writeRequestBodyPromise;
				clearTimeouts();
				_resolve(arg);
			};
			const reject = async (arg) => {
				await writeRequestBodyPromise;
				clearTimeouts();
				_reject(arg);
			};
			if (abortSignal?.aborted) {
				reject(buildAbortError(abortSignal));
				return;
			}
			const headers = request.headers;
			const expectContinue = headers ? (headers.Expect ?? headers.expect) === "100-continue" : false;
			let agent = isSSL ? config.httpsAgent : config.httpAgent;
			if (expectContinue && !this.externalAgent) agent = new (isSSL ? external_node_https_namespaceObject.Agent : hAgent)({
				keepAlive: false,
				maxSockets: Infinity
			});
			socketWarningTimeoutId = timing.setTimeout(() => {
				this.socketWarningTimestamp = NodeHttpHandler.checkSocketUsage(agent, this.socketWarningTimestamp, logger);
			}, config.socketAcquisitionWarningTimeout ?? (config.requestTimeout ?? 2e3) + (config.connectionTimeout ?? 1e3));
			const queryString = request.query ? buildQueryString(request.query) : "";
			let auth = void 0;
			if (request.username != null || request.password != null) auth = `${request.username ?? ""}:${request.password ?? ""}`;
			let path = request.path;
			if (queryString) path += `?${queryString}`;
			if (request.fragment) path += `#${request.fragment}`;
			let hostname = request.hostname ?? "";
			if (hostname[0] === "[" && hostname.endsWith("]")) hostname = request.hostname.slice(1, -1);
			else hostname = request.hostname;
			const nodeHttpsOptions = {
				headers: request.headers,
				host: hostname,
				method: request.method,
				path,
				port: request.port,
				agent,
				auth
			};
			const req = (isSSL ? external_node_https_namespaceObject.request : hRequest)(nodeHttpsOptions, (res) => {
				const httpResponse = new HttpResponse({
					statusCode: res.statusCode || -1,
					reason: res.statusMessage,
					headers: getTransformedHeaders(res.headers),
					body: res
				});
				resolve({ response: httpResponse });
			});
			req.on("error", (err) => {
				if (NODEJS_TIMEOUT_ERROR_CODES.includes(err.code)) reject(Object.assign(err, { name: "TimeoutError" }));
				else reject(err);
			});
			if (abortSignal) {
				const onAbort = () => {
					req.destroy();
					const abortError = buildAbortError(abortSignal);
					reject(abortError);
				};
				if (typeof abortSignal.addEventListener === "function") {
					const signal = abortSignal;
					signal.addEventListener("abort", onAbort, { once: true });
					req.once("close", () => signal.removeEventListener("abort", onAbort));
				} else abortSignal.onabort = onAbort;
			}
			const effectiveRequestTimeout = requestTimeout ?? config.requestTimeout;
			connectionTimeoutId = setConnectionTimeout(req, reject, config.connectionTimeout);
			requestTimeoutId = setRequestTimeout(req, reject, effectiveRequestTimeout, config.throwOnRequestTimeout, logger ?? console);
			const defaultSocketTimeout = config.socketTimeout === void 0 ? resolveDefaultSocketTimeout(config) : void 0;
			if (defaultSocketTimeout) setSocketTimeout(req, reject, defaultSocketTimeout, true);
			else setSocketTimeout(req, reject, config.socketTimeout);
			const httpAgent = nodeHttpsOptions.agent;
			if (typeof httpAgent === "object" && "keepAlive" in httpAgent) keepAliveTimeoutId = setSocketKeepAlive(req, {
				keepAlive: httpAgent.keepAlive,
				keepAliveMsecs: httpAgent.keepAliveMsecs
			});
			writeRequestBodyPromise = writeRequestBody(req, request, effectiveRequestTimeout, this.externalAgent).catch((e) => {
				clearTimeouts();
				return _reject(e);
			});
		});
	}
	updateHttpClientConfig(key, value) {
		this.config = void 0;
		this.configProvider = this.configProvider.then((config) => {
			switch (key) {
				case Symbol.for("logger"):
					key = "logger";
					value = config.logger ?? value;
					break;
				case Symbol.for("@smithy/defaultSocketTimeout"):
					key = "defaultSocketTimeout";
					value = resolveDefaultSocketTimeout(config) ?? value;
			}
			return {
				...config,
				[key]: value
			};
		});
	}
	httpHandlerConfigs() {
		return this.config ?? {};
	}
	resolveDefaultConfig(options) {
		const { requestTimeout, connectionTimeout, socketTimeout, socketAcquisitionWarningTimeout, httpAgent, httpsAgent, throwOnRequestTimeout, logger } = options || {};
		const keepAlive = true;
		const maxSockets = 50;
		let httpAgentPromise;
		return {
			connectionTimeout,
			requestTimeout,
			socketTimeout,
			defaultSocketTimeout: resolveDefaultSocketTimeout(options),
			socketAcquisitionWarningTimeout,
			throwOnRequestTimeout,
			httpAgentProvider: () => httpAgentPromise ??= (async () => {
				const node_http = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 7067, 19));
				const { Agent, request } = node_http.default ?? node_http;
				hRequest = request;
				hAgent = Agent;
				if (httpAgent instanceof hAgent || typeof httpAgent?.destroy === "function") {
					this.externalAgent = true;
					return httpAgent;
				}
				return new hAgent({
					keepAlive,
					maxSockets,
					...httpAgent
				});
			})(),
			httpsAgent: (() => {
				if (httpsAgent instanceof external_node_https_namespaceObject.Agent || typeof httpsAgent?.destroy === "function") {
					this.externalAgent = true;
					return httpsAgent;
				}
				return new external_node_https_namespaceObject.Agent({
					keepAlive,
					maxSockets,
					...httpsAgent
				});
			})(),
			logger
		};
	}
};
// node_modules/@aws-sdk/core/
var ProtocolLib = class {
	queryCompat;
	errorRegistry;
	constructor(queryCompat = false) {
		this.queryCompat = queryCompat;
	}
	resolveRestContentType(defaultContentType, inputSchema) {
		const members = inputSchema.getMemberSchemas();
		const httpPayloadMember = Object.values(members).find((m) => {
			return !!m.getMergedTraits().httpPayload;
		});
		if (httpPayloadMember) {
			const mediaType = httpPayloadMember.getMergedTraits().mediaType;
			if (mediaType) return mediaType;
			else if (httpPayloadMember.isStringSchema()) return "text/plain";
			else if (httpPayloadMember.isBlobSchema()) return "application/octet-stream";
			else return defaultContentType;
		} else if (!inputSchema.isUnitSchema()) {
			if (Object.values(members).find((m) => {
				const { httpQuery, httpQueryParams, httpHeader, httpLabel, httpPrefixHeaders } = m.getMergedTraits();
				return !httpQuery && !httpQueryParams && !httpHeader && !httpLabel && httpPrefixHeaders === void 0;
			})) return defaultContentType;
		}
	}
	async getErrorSchemaOrThrowBaseException(errorIdentifier, defaultNamespace, response, dataObject, metadata, getErrorSchema) {
		let errorName = errorIdentifier;
		if (errorIdentifier.includes("#")) [, errorName] = errorIdentifier.split("#");
		const errorMetadata = {
			$metadata: metadata,
			$fault: response.statusCode < 500 ? "client" : "server"
		};
		if (!this.errorRegistry) throw new Error("@aws-sdk/core/protocols - error handler not initialized.");
		try {
			return {
				errorSchema: getErrorSchema?.(this.errorRegistry, errorName) ?? this.errorRegistry.getSchema(errorIdentifier),
				errorMetadata
			};
		} catch (e) {
			dataObject.message = dataObject.message ?? dataObject.Message ?? "UnknownError";
			const synthetic = this.errorRegistry;
			const baseExceptionSchema = synthetic.getBaseException();
			if (baseExceptionSchema) {
				const ErrorCtor = synthetic.getErrorCtor(baseExceptionSchema) ?? Error;
				throw this.decorateServiceException(Object.assign(new ErrorCtor({ name: errorName }), errorMetadata), dataObject);
			}
			const d = dataObject;
			const message = d?.message ?? d?.Message ?? d?.Error?.Message ?? d?.Error?.message;
			throw this.decorateServiceException(Object.assign(new Error(message), { name: errorName }, errorMetadata), dataObject);
		}
	}
	compose(composite, errorIdentifier, defaultNamespace) {
		let namespace = defaultNamespace;
		if (errorIdentifier.includes("#")) [namespace] = errorIdentifier.split("#");
		const staticRegistry = TypeRegistry.for(namespace);
		const defaultSyntheticRegistry = TypeRegistry.for("smithy.ts.sdk.synthetic." + defaultNamespace);
		composite.copyFrom(staticRegistry);
		composite.copyFrom(defaultSyntheticRegistry);
		this.errorRegistry = composite;
	}
	decorateServiceException(exception, additions = {}) {
		if (this.queryCompat) {
			const msg = exception.Message ?? additions.Message;
			const error = decorateServiceException(exception, additions);
			if (msg) error.message = msg;
			const errorObj = error.Error ?? {};
			errorObj.Type = error.Error?.Type;
			errorObj.Code = error.Error?.Code;
			errorObj.Message = error.Error?.message ?? error.Error?.Message ?? msg;
			error.Error = errorObj;
			const reqId = error.$metadata.requestId;
			if (reqId) error.RequestId = reqId;
			return error;
		}
		return decorateServiceException(exception, additions);
	}
	setQueryCompatError(output, response) {
		const queryErrorHeader = response.headers?.["x-amzn-query-error"];
		if (output !== void 0 && queryErrorHeader != null) {
			const [Code, Type] = queryErrorHeader.split(";");
			const keys = Object.keys(output);
			const Error = {
				Code,
				Type
			};
			output.Code = Code;
			output.Type = Type;
			for (let i = 0; i < keys.length; i++) {
				const k = keys[i];
				Error[k === "message" ? "Message" : k] = output[k];
			}
			delete Error.__type;
			output.Error = Error;
		}
	}
	queryCompatOutput(queryCompatErrorData, errorData) {
		if (queryCompatErrorData.Error) errorData.Error = queryCompatErrorData.Error;
		if (queryCompatErrorData.Type) errorData.Type = queryCompatErrorData.Type;
		if (queryCompatErrorData.Code) errorData.Code = queryCompatErrorData.Code;
	}
	findQueryCompatibleError(registry, errorName) {
		try {
			return registry.getSchema(errorName);
		} catch (e) {
			return registry.find((schema) => NormalizedSchema.of(schema).getMergedTraits().awsQueryError?.[0] === errorName);
		}
	}
};
// node_modules/@aws-sdk/xml-builder/
function writeKey$1(obj) {
	Object.defineProperty(obj, "__proto__", {
		value: void 0,
		writable: true,
		enumerable: true,
		configurable: true
	});
}
function parseXML(xml) {
	return new AwsXmlParser(xml).parse();
}
var AwsXmlParser = class AwsXmlParser {
	x;
	i = 0;
	z;
	constructor(x) {
		this.x = x;
		this.x = x.replace(/\r\n?/g, "\n");
		this.z = this.x.length;
	}
	parse() {
		const p = this;
		const { z } = p;
		while (p.i < z) {
			p.trim();
			if (p.i >= z) break;
			if (p.isNext("<?")) {
				p.readTo("?>");
				p.trim();
			} else if (p.isNext("<!--")) {
				p.readTo("-->");
				p.trim();
			} else if (p.isNext("<!DOCTYPE", false)) {
				p.skipDoctype();
				p.trim();
			} else if (p.x[p.i] === "<") {
				const root = p.parseTag();
				return { [root.tag]: root.value };
			} else throw new Error("@aws-sdk XML parse error: unexpected content.");
		}
		throw new Error("@aws-sdk XML parse error: no root element.");
	}
	isNext(s, caseSensitive = true) {
		const p = this;
		if (caseSensitive) return p.x.startsWith(s, p.i);
		return p.x.toLowerCase().startsWith(s.toLowerCase(), p.i);
	}
	readTo(stop) {
		const p = this;
		const _i = p.x.indexOf(stop, p.i);
		if (_i === -1) throw new Error(`@aws-sdk XML parse error: expected "${stop}" not found.`);
		const result = p.x.slice(p.i, _i);
		p.i = _i + stop.length;
		return result;
	}
	trim() {
		const p = this;
		while (p.i < p.z && " 	\r\n".includes(p.x[p.i])) ++p.i;
	}
	readAttrValue() {
		const p = this;
		const quote = p.x[p.i];
		++p.i;
		let value = "";
		while (p.i < p.z && p.x[p.i] !== quote) value += p.x[p.i++];
		++p.i;
		return p.decodeEntities(value);
	}
	parseTag() {
		const p = this;
		++p.i;
		let tag = "";
		while (p.i < p.z && !" 	\r\n>/".includes(p.x[p.i])) tag += p.x[p.i++];
		let hasAttrs = false;
		const attrs = {};
		while (p.i < p.z) {
			p.trim();
			if (">/".includes(p.x[p.i])) break;
			let name = "";
			while (p.i < p.z && !"= 	\r\n>/?".includes(p.x[p.i])) name += p.x[p.i++];
			p.trim();
			if (p.x[p.i] !== "=") break;
			++p.i;
			p.trim();
			if (name === "__proto__") writeKey$1(attrs);
			attrs[name] = p.readAttrValue();
			hasAttrs = true;
		}
		if (p.i >= p.z) throw new Error("@aws-sdk XML parse error: unexpected end of input.");
		if (p.x[p.i] === "/") {
			++p.i;
			if (p.i >= p.z || p.x[p.i] !== ">") throw new Error("@aws-sdk XML parse error: expected > at the end of self-closing tag.");
			++p.i;
			return {
				tag,
				value: hasAttrs ? attrs : ""
			};
		}
		if (p.x[p.i] !== ">") throw new Error("@aws-sdk XML parse error: expected > at the end of opening tag.");
		++p.i;
		const textParts = [];
		const childTags = [];
		let hasElementChild = false;
		while (p.i < p.z) {
			if (p.isNext("</")) break;
			if (p.x[p.i] === "<") {
				if (p.isNext("<!--")) p.readTo("-->");
				else if (p.isNext("<![CDATA[")) {
					p.i += 9;
					textParts.push(p.readTo("]]>"));
				} else if (p.isNext("<?")) p.readTo("?>");
				else {
					hasElementChild = true;
					childTags.push(p.parseTag());
				}
			} else {
				let text = "";
				while (p.i < p.z && p.x[p.i] !== "<") text += p.x[p.i++];
				textParts.push(p.decodeEntities(text));
			}
		}
		if (!p.isNext("</")) throw new Error(`@aws-sdk XML parse error: missing closing tag </${tag}>.`);
		p.i += 2;
		const closeTag = p.readTo(">").trim();
		if (closeTag !== tag) throw new Error(`@aws-sdk XML parse error: mismatched tags <${tag}> and </${closeTag}>.`);
		if (!hasAttrs && textParts.length === 0 && !hasElementChild) return {
			tag,
			value: ""
		};
		if (!hasAttrs && !hasElementChild) {
			const text = textParts.length === 1 ? textParts[0] : textParts.join("");
			if (text.trim() === "" && text.includes("\n")) return {
				tag,
				value: ""
			};
			return {
				tag,
				value: text
			};
		}
		const obj = {};
		for (const text of textParts) {
			if (text.trim() === "" && text.includes("\n")) continue;
			obj["#text"] = "#text" in obj ? obj["#text"] + text : text;
		}
		for (const child of childTags) {
			if (child.tag === "__proto__") writeKey$1(obj);
			if (child.tag in obj) {
				if (Array.isArray(obj[child.tag])) obj[child.tag].push(child.value);
				else obj[child.tag] = [obj[child.tag], child.value];
			} else obj[child.tag] = child.value;
		}
		for (const [k, v] of Object.entries(attrs)) {
			if (k === "__proto__") writeKey$1(obj);
			obj[k] = v;
		}
		return {
			tag,
			value: obj
		};
	}
	static ENTITIES = {
		amp: "&",
		lt: "<",
		gt: ">",
		quot: "\"",
		apos: "'"
	};
	skipDoctype() {
		const p = this;
		p.i += 9;
		let depth = 0;
		while (p.i < p.z) {
			const c = p.x[p.i];
			if (c === "[") ++depth;
			else if (c === "]") --depth;
			else if (c === ">" && depth === 0) {
				++p.i;
				return;
			}
			++p.i;
		}
		throw new Error("@aws-sdk XML parse error: unclosed DOCTYPE.");
	}
	decodeEntities(s) {
		return s.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-zA-Z][a-zA-Z0-9]{0,30}));/g, (_, hex, dec, named) => {
			if (hex) return String.fromCharCode(parseInt(hex, 16));
			if (dec) return String.fromCharCode(parseInt(dec, 10));
			return AwsXmlParser.ENTITIES[named] ?? "";
		});
	}
};
// node_modules/@aws-sdk/core/
var SerdeContextConfig = class {
	serdeContext;
	setSerdeContext(serdeContext) {
		this.serdeContext = serdeContext;
	}
};
var UnionSerde = class {
	from;
	to;
	keys;
	constructor(from, to) {
		this.from = from;
		this.to = to;
		const keys = Object.keys(this.from);
		const set = new Set(keys);
		set.delete("__type");
		this.keys = set;
	}
	mark(key) {
		this.keys.delete(key);
	}
	hasUnknown() {
		return this.keys.size === 1 && Object.keys(this.to).length === 0;
	}
	writeUnknown() {
		if (this.hasUnknown()) {
			const k = this.keys.values().next().value;
			const v = this.from[k];
			this.to.$unknown = [k, v];
		}
	}
};
function writeKey(obj) {
	Object.defineProperty(obj, "__proto__", {
		value: void 0,
		writable: true,
		enumerable: true,
		configurable: true
	});
}
var XmlShapeDeserializer = class extends SerdeContextConfig {
	settings;
	stringDeserializer;
	constructor(settings) {
		super();
		this.settings = settings;
		this.stringDeserializer = new FromStringShapeDeserializer(settings);
	}
	setSerdeContext(serdeContext) {
		this.serdeContext = serdeContext;
		this.stringDeserializer.setSerdeContext(serdeContext);
	}
	read(schema, bytes, key) {
		const ns = NormalizedSchema.of(schema);
		const memberSchemas = ns.getMemberSchemas();
		if (ns.isStructSchema() && ns.isMemberSchema() && !!Object.values(memberSchemas).find((memberNs) => {
			return !!memberNs.getMemberTraits().eventPayload;
		})) {
			const output = {};
			const memberName = Object.keys(memberSchemas)[0];
			if (memberSchemas[memberName].isBlobSchema()) output[memberName] = bytes;
			else output[memberName] = this.read(memberSchemas[memberName], bytes);
			return output;
		}
		const xmlString = (this.serdeContext?.utf8Encoder ?? toUtf8$1)(bytes);
		const parsedObject = this.parseXml(xmlString);
		return this.readSchema(schema, key ? parsedObject[key] : parsedObject);
	}
	readSchema(_schema, value) {
		const ns = NormalizedSchema.of(_schema);
		if (ns.isUnitSchema()) return;
		const traits = ns.getMergedTraits();
		if (ns.isListSchema() && !Array.isArray(value)) return this.readSchema(ns, [value]);
		if (value == null) return value;
		if (typeof value === "object") {
			const flat = !!traits.xmlFlattened;
			if (ns.isListSchema()) {
				const listValue = ns.getValueSchema();
				const buffer = [];
				const sourceKey = listValue.getMergedTraits().xmlName ?? "member";
				const source = flat ? value : (value[0] ?? value)[sourceKey];
				if (source == null) return buffer;
				const sourceArray = Array.isArray(source) ? source : [source];
				for (const v of sourceArray) buffer.push(this.readSchema(listValue, v));
				return buffer;
			}
			const buffer = {};
			if (ns.isMapSchema()) {
				const keyNs = ns.getKeySchema();
				const memberNs = ns.getValueSchema();
				let entries;
				if (flat) entries = Array.isArray(value) ? value : [value];
				else entries = Array.isArray(value.entry) ? value.entry : [value.entry];
				const keyProperty = keyNs.getMergedTraits().xmlName ?? "key";
				const valueProperty = memberNs.getMergedTraits().xmlName ?? "value";
				for (const entry of entries) {
					const key = entry[keyProperty];
					const value = entry[valueProperty];
					if (key === "__proto__") writeKey(buffer);
					buffer[key] = this.readSchema(memberNs, value);
				}
				return buffer;
			}
			if (ns.isStructSchema()) {
				const union = ns.isUnionSchema();
				let unionSerde;
				if (union) unionSerde = new UnionSerde(value, buffer);
				for (const [memberName, memberSchema] of ns.structIterator()) {
					const memberTraits = memberSchema.getMergedTraits();
					const xmlObjectKey = !memberTraits.httpPayload ? memberSchema.getMemberTraits().xmlName ?? memberName : memberTraits.xmlName ?? memberSchema.getName();
					if (union) unionSerde.mark(xmlObjectKey);
					if (value[xmlObjectKey] != null) buffer[memberName] = this.readSchema(memberSchema, value[xmlObjectKey]);
				}
				if (union) unionSerde.writeUnknown();
				return buffer;
			}
			if (ns.isDocumentSchema()) return value;
			throw new Error(`@aws-sdk/core/protocols - xml deserializer unhandled schema type for ${ns.getName(true)}`);
		}
		if (ns.isListSchema()) return [];
		if (ns.isMapSchema() || ns.isStructSchema()) return {};
		return this.stringDeserializer.read(ns, value);
	}
	parseXml(xml) {
		if (xml.length) {
			let parsedObj;
			try {
				parsedObj = parseXML(xml);
			} catch (e) {
				if (e && typeof e === "object") Object.defineProperty(e, "$responseBodyText", { value: xml });
				throw e;
			}
			const textNodeName = "#text";
			const key = Object.keys(parsedObj)[0];
			const parsedObjToReturn = parsedObj[key];
			if (parsedObjToReturn[textNodeName]) {
				parsedObjToReturn[key] = parsedObjToReturn[textNodeName];
				delete parsedObjToReturn[textNodeName];
			}
			return getValueFromTextNode(parsedObjToReturn);
		}
		return {};
	}
};
var QueryShapeSerializer = class extends SerdeContextConfig {
	settings;
	buffer;
	constructor(settings) {
		super();
		this.settings = settings;
	}
	write(schema, value, prefix = "") {
		if (this.buffer === void 0) this.buffer = "";
		const ns = NormalizedSchema.of(schema);
		if (prefix && !prefix.endsWith(".")) prefix += ".";
		if (ns.isBlobSchema()) {
			if (typeof value === "string" || value instanceof Uint8Array) {
				this.writeKey(prefix);
				this.writeValue((this.serdeContext?.base64Encoder ?? toBase64$1)(value));
			}
		} else if (ns.isBooleanSchema() || ns.isNumericSchema() || ns.isStringSchema()) {
			if (value != null) {
				this.writeKey(prefix);
				this.writeValue(String(value));
			} else if (ns.isIdempotencyToken()) {
				this.writeKey(prefix);
				this.writeValue(generateIdempotencyToken());
			}
		} else if (ns.isBigIntegerSchema()) {
			if (value != null) {
				this.writeKey(prefix);
				this.writeValue(String(value));
			}
		} else if (ns.isBigDecimalSchema()) {
			if (value != null) {
				this.writeKey(prefix);
				this.writeValue(value instanceof NumericValue ? value.string : String(value));
			}
		} else if (ns.isTimestampSchema()) {
			if (value instanceof Date) {
				this.writeKey(prefix);
				switch (determineTimestampFormat(ns, this.settings)) {
					case 5:
						this.writeValue(value.toISOString().replace(".000Z", "Z"));
						break;
					case 6:
						this.writeValue(dateToUtcString(value));
						break;
					case 7: this.writeValue(String(value.getTime() / 1e3));
				}
			}
		} else if (ns.isDocumentSchema()) {
			if (Array.isArray(value)) this.write(79, value, prefix);
			else if (value instanceof Date) this.write(4, value, prefix);
			else if (value instanceof Uint8Array) this.write(21, value, prefix);
			else if (value && typeof value === "object") this.write(143, value, prefix);
			else {
				this.writeKey(prefix);
				this.writeValue(String(value));
			}
		} else if (ns.isListSchema()) {
			if (Array.isArray(value)) {
				if (value.length === 0) {
					if (this.settings.serializeEmptyLists) {
						this.writeKey(prefix);
						this.writeValue("");
					}
				} else {
					const member = ns.getValueSchema();
					const flat = this.settings.flattenLists || ns.getMergedTraits().xmlFlattened;
					let i = 1;
					for (const item of value) {
						if (item == null) continue;
						const traits = member.getMergedTraits();
						const suffix = this.getKey("member", traits.xmlName, traits.ec2QueryName);
						const key = flat ? `${prefix}${i}` : `${prefix}${suffix}.${i}`;
						this.write(member, item, key);
						++i;
					}
				}
			}
		} else if (ns.isMapSchema()) {
			if (value && typeof value === "object") {
				const keySchema = ns.getKeySchema();
				const memberSchema = ns.getValueSchema();
				const flat = ns.getMergedTraits().xmlFlattened;
				let i = 1;
				for (const k in value) {
					const v = value[k];
					if (v == null) continue;
					const keyTraits = keySchema.getMergedTraits();
					const keySuffix = this.getKey("key", keyTraits.xmlName, keyTraits.ec2QueryName);
					const key = flat ? `${prefix}${i}.${keySuffix}` : `${prefix}entry.${i}.${keySuffix}`;
					const valTraits = memberSchema.getMergedTraits();
					const valueSuffix = this.getKey("value", valTraits.xmlName, valTraits.ec2QueryName);
					const valueKey = flat ? `${prefix}${i}.${valueSuffix}` : `${prefix}entry.${i}.${valueSuffix}`;
					this.write(keySchema, k, key);
					this.write(memberSchema, v, valueKey);
					++i;
				}
			}
		} else if (ns.isStructSchema()) {
			if (value && typeof value === "object") {
				let didWriteMember = false;
				for (const [memberName, member] of ns.structIterator()) {
					if (value[memberName] == null && !member.isIdempotencyToken()) continue;
					const traits = member.getMergedTraits();
					const suffix = this.getKey(memberName, traits.xmlName, traits.ec2QueryName, "struct");
					const key = `${prefix}${suffix}`;
					this.write(member, value[memberName], key);
					didWriteMember = true;
				}
				if (!didWriteMember && ns.isUnionSchema()) {
					const { $unknown } = value;
					if (Array.isArray($unknown)) {
						const [k, v] = $unknown;
						const key = `${prefix}${k}`;
						this.write(15, v, key);
					}
				}
			}
		} else if (ns.isUnitSchema()) {} else throw new Error(`@aws-sdk/core/protocols - QuerySerializer unrecognized schema type ${ns.getName(true)}`);
	}
	flush() {
		if (this.buffer === void 0) throw new Error("@aws-sdk/core/protocols - QuerySerializer cannot flush with nothing written to buffer.");
		const str = this.buffer;
		delete this.buffer;
		return str;
	}
	getKey(memberName, xmlName, ec2QueryName, keySource) {
		const { ec2, capitalizeKeys } = this.settings;
		if (ec2 && ec2QueryName) return ec2QueryName;
		const key = xmlName ?? memberName;
		if (capitalizeKeys && keySource === "struct") return key[0].toUpperCase() + key.slice(1);
		return key;
	}
	writeKey(key) {
		if (key.endsWith(".")) key = key.slice(0, key.length - 1);
		this.buffer += `&${extendedEncodeURIComponent(key)}=`;
	}
	writeValue(value) {
		this.buffer += extendedEncodeURIComponent(value);
	}
};
var AwsQueryProtocol = class extends RpcProtocol {
	options;
	serializer;
	deserializer;
	mixin = new ProtocolLib();
	constructor(options) {
		super({
			defaultNamespace: options.defaultNamespace,
			errorTypeRegistries: options.errorTypeRegistries
		});
		this.options = options;
		const settings = {
			timestampFormat: {
				useTrait: true,
				default: 5
			},
			httpBindings: false,
			xmlNamespace: options.xmlNamespace,
			serviceNamespace: options.defaultNamespace,
			serializeEmptyLists: true
		};
		this.serializer = new QueryShapeSerializer(settings);
		this.deserializer = new XmlShapeDeserializer(settings);
	}
	getShapeId() {
		return "aws.protocols#awsQuery";
	}
	setSerdeContext(serdeContext) {
		this.serializer.setSerdeContext(serdeContext);
		this.deserializer.setSerdeContext(serdeContext);
	}
	getPayloadCodec() {
		throw new Error("AWSQuery protocol has no payload codec.");
	}
	async serializeRequest(operationSchema, input, context) {
		const request = await super.serializeRequest(operationSchema, input, context);
		if (!request.path.endsWith("/")) request.path += "/";
		request.headers["content-type"] = "application/x-www-form-urlencoded";
		if (deref(operationSchema.input) === "unit" || !request.body) request.body = "";
		request.body = `Action=${operationSchema.name.split("#")[1] ?? operationSchema.name}&Version=${this.options.version}` + request.body;
		if (request.body.endsWith("&")) request.body = request.body.slice(-1);
		return request;
	}
	async deserializeResponse(operationSchema, context, response) {
		const deserializer = this.deserializer;
		const ns = NormalizedSchema.of(operationSchema.output);
		const dataObject = {};
		if (response.statusCode >= 300) {
			const bytes = await collectBody(response.body, context);
			if (bytes.byteLength > 0) Object.assign(dataObject, await deserializer.read(15, bytes));
			await this.handleError(operationSchema, context, response, dataObject, this.deserializeMetadata(response));
		}
		for (const header in response.headers) {
			const value = response.headers[header];
			delete response.headers[header];
			response.headers[header.toLowerCase()] = value;
		}
		const shortName = operationSchema.name.split("#")[1] ?? operationSchema.name;
		const awsQueryResultKey = ns.isStructSchema() && this.useNestedResult() ? shortName + "Result" : void 0;
		const bytes = await collectBody(response.body, context);
		if (bytes.byteLength > 0) Object.assign(dataObject, await deserializer.read(ns, bytes, awsQueryResultKey));
		dataObject.$metadata = this.deserializeMetadata(response);
		return dataObject;
	}
	useNestedResult() {
		return true;
	}
	async handleError(operationSchema, context, response, dataObject, metadata) {
		const errorIdentifier = this.loadQueryErrorCode(response, dataObject) ?? "Unknown";
		this.mixin.compose(this.compositeErrorRegistry, errorIdentifier, this.options.defaultNamespace);
		const errorData = this.loadQueryError(dataObject) ?? {};
		const message = this.loadQueryErrorMessage(dataObject);
		errorData.message = message;
		errorData.Error = {
			Type: errorData.Type,
			Code: errorData.Code,
			Message: message
		};
		const { errorSchema, errorMetadata } = await this.mixin.getErrorSchemaOrThrowBaseException(errorIdentifier, this.options.defaultNamespace, response, errorData, metadata, this.mixin.findQueryCompatibleError);
		const ns = NormalizedSchema.of(errorSchema);
		const exception = new ((this.compositeErrorRegistry.getErrorCtor(errorSchema)) ?? Error)({});
		const output = {
			Type: errorData.Error.Type,
			Code: errorData.Error.Code,
			Error: errorData.Error
		};
		for (const [name, member] of ns.structIterator()) {
			const target = member.getMergedTraits().xmlName ?? name;
			const value = errorData[target] ?? dataObject[target];
			output[name] = this.deserializer.readSchema(member, value);
		}
		throw this.mixin.decorateServiceException(Object.assign(exception, errorMetadata, {
			$fault: ns.getMergedTraits().error,
			message
		}, output), dataObject);
	}
	loadQueryErrorCode(output, data) {
		const code = (data.Errors?.[0]?.Error ?? data.Errors?.Error ?? data.Error)?.Code;
		if (code !== void 0) return code;
		if (output.statusCode == 404) return "NotFound";
	}
	loadQueryError(data) {
		return data.Errors?.[0]?.Error ?? data.Errors?.Error ?? data.Error;
	}
	loadQueryErrorMessage(data) {
		const errorData = this.loadQueryError(data);
		return errorData?.message ?? errorData?.Message ?? data.message ?? data.Message ?? "Unknown";
	}
	getDefaultContentType() {
		return "application/x-www-form-urlencoded";
	}
};
// node_modules/@smithy/core/
const BLOCK = 64;
const DIGEST_LENGTH = 32;
const MAX_HASHABLE_LENGTH = 2 ** 53 - 1;
var Sha256Js = class Sha256Js {
	digestLength = DIGEST_LENGTH;
	state = Int32Array.from(INIT);
	w;
	buffer = /* @__PURE__ */ new Uint8Array(64);
	bufferLength = 0;
	bytesHashed = 0;
	finished = false;
	inner;
	outer;
	constructor(secret) {
		if (secret) {
			const key = Sha256Js.normalizeKey(secret);
			this.inner = new Sha256Js();
			this.outer = new Sha256Js();
			const { inner, outer } = this;
			const pad = /* @__PURE__ */ new Uint8Array(128);
			for (let i = 0; i < BLOCK; ++i) {
				pad[i] = 54 ^ key[i];
				pad[i + BLOCK] = 92 ^ key[i];
			}
			inner.update(pad.subarray(0, BLOCK));
			outer.update(pad.subarray(BLOCK));
		}
	}
	update(data) {
		if (this.finished) throw new Error("Attempted to update an already finished HMAC.");
		if (this.inner) {
			this.inner.update(data);
			return;
		}
		const chunk = toUint8Array(data);
		let position = 0;
		let { byteLength } = chunk;
		this.bytesHashed += byteLength;
		if (this.bytesHashed * 8 > MAX_HASHABLE_LENGTH) throw new Error("Cannot hash more than 2^53 - 1 bits");
		while (byteLength > 0) {
			this.buffer[this.bufferLength++] = chunk[position++];
			byteLength--;
			if (this.bufferLength === BLOCK) {
				this.hashBuffer();
				this.bufferLength = 0;
			}
		}
	}
	async digest() {
		const { inner, outer } = this;
		if (inner && outer) {
			if (this.finished) throw new Error("Attempted to digest an already finished HMAC.");
			this.finished = true;
			const innerDigest = inner.digestSync();
			outer.update(innerDigest);
			return outer.digestSync();
		}
		return this.digestSync();
	}
	reset() {
		this.state = Int32Array.from(INIT);
		this.buffer = /* @__PURE__ */ new Uint8Array(64);
		this.bufferLength = 0;
		this.bytesHashed = 0;
	}
	digestSync() {
		const state = this.state.slice();
		const buffer = this.buffer.slice();
		let bufferLength = this.bufferLength;
		const bitsHashed = this.bytesHashed * 8;
		const bufferView = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
		bufferView.setUint8(bufferLength++, 128);
		if ((bufferLength - 1) % BLOCK >= 56) {
			for (let i = bufferLength; i < BLOCK; ++i) bufferView.setUint8(i, 0);
			this.hashBufferWith(state, buffer);
			bufferLength = 0;
		}
		for (let i = bufferLength; i < 56; ++i) bufferView.setUint8(i, 0);
		bufferView.setUint32(56, Math.floor(bitsHashed / 4294967296), false);
		bufferView.setUint32(60, bitsHashed, false);
		this.hashBufferWith(state, buffer);
		const out = new Uint8Array(DIGEST_LENGTH);
		for (let i = 0; i < 8; ++i) {
			out[i * 4] = state[i] >>> 24 & 255;
			out[i * 4 + 1] = state[i] >>> 16 & 255;
			out[i * 4 + 2] = state[i] >>> 8 & 255;
			out[i * 4 + 3] = state[i] >>> 0 & 255;
		}
		return out;
	}
	static normalizeKey(secret) {
		const key = toUint8Array(secret);
		if (key.byteLength > BLOCK) {
			const h = new Sha256Js();
			h.update(key);
			const out = h.digestSync();
			const padded = new Uint8Array(BLOCK);
			padded.set(out);
			return padded;
		}
		if (key.byteLength < BLOCK) {
			const padded = new Uint8Array(BLOCK);
			padded.set(key);
			return padded;
		}
		return key;
	}
	hashBuffer() {
		this.hashBufferWith(this.state, this.buffer);
	}
	hashBufferWith(state, buffer) {
		const w = this.w ??= /* @__PURE__ */ new Int32Array(64);
		let s0 = state[0], s1 = state[1], s2 = state[2], s3 = state[3], s4 = state[4], s5 = state[5], s6 = state[6], s7 = state[7];
		for (let i = 0; i < BLOCK; ++i) {
			if (i < 16) w[i] = (buffer[i * 4] & 255) << 24 | (buffer[i * 4 + 1] & 255) << 16 | (buffer[i * 4 + 2] & 255) << 8 | buffer[i * 4 + 3] & 255;
			else {
				let u = w[i - 2];
				const t1 = (u >>> 17 | u << 15) ^ (u >>> 19 | u << 13) ^ u >>> 10;
				u = w[i - 15];
				const t2 = (u >>> 7 | u << 25) ^ (u >>> 18 | u << 14) ^ u >>> 3;
				w[i] = (t1 + w[i - 7] | 0) + (t2 + w[i - 16] | 0);
			}
			const t1 = (((s4 >>> 6 | s4 << 26) ^ (s4 >>> 11 | s4 << 21) ^ (s4 >>> 25 | s4 << 7)) + (s4 & s5 ^ ~s4 & s6) | 0) + (s7 + (K[i] + w[i] | 0) | 0) | 0;
			const t2 = ((s0 >>> 2 | s0 << 30) ^ (s0 >>> 13 | s0 << 19) ^ (s0 >>> 22 | s0 << 10)) + (s0 & s1 ^ s0 & s2 ^ s1 & s2) | 0;
			s7 = s6;
			s6 = s5;
			s5 = s4;
			s4 = s3 + t1 | 0;
			s3 = s2;
			s2 = s1;
			s1 = s0;
			s0 = t1 + t2 | 0;
		}
		state[0] += s0;
		state[1] += s1;
		state[2] += s2;
		state[3] += s3;
		state[4] += s4;
		state[5] += s5;
		state[6] += s6;
		state[7] += s7;
	}
};
const INIT = new Int32Array([
	1779033703,
	3144134277,
	1013904242,
	2773480762,
	1359893119,
	2600822924,
	528734635,
	1541459225
]);
const K = new Int32Array([
	1116352408,
	1899447441,
	3049323471,
	3921009573,
	961987163,
	1508970993,
	2453635748,
	2870763221,
	3624381080,
	310598401,
	607225278,
	1426881987,
	1925078388,
	2162078206,
	2614888103,
	3248222580,
	3835390401,
	4022224774,
	264347078,
	604807628,
	770255983,
	1249150122,
	1555081692,
	1996064986,
	2554220882,
	2821834349,
	2952996808,
	3210313671,
	3336571891,
	3584528711,
	113926993,
	338241895,
	666307205,
	773529912,
	1294757372,
	1396182291,
	1695183700,
	1986661051,
	2177026350,
	2456956037,
	2730485921,
	2820302411,
	3259730800,
	3345764771,
	3516065817,
	3600352804,
	4094571909,
	275423344,
	430227734,
	506948616,
	659060556,
	883997877,
	958139571,
	1322822218,
	1537002063,
	1747873779,
	1955562222,
	2024104815,
	2227730452,
	2361852424,
	2428436474,
	2756734187,
	3204031479,
	3329325298
]);
const Sha256Node = (() => {
	try {
		(0,external_node_crypto_.createHash)("sha256");
		return true;
	} catch {
		return false;
	}
})() ? buildNativeClass() : Sha256Js;
function buildNativeClass() {
	return class Sha256Node {
		digestLength = 32;
		secret;
		hash;
		isHmac;
		finished = false;
		constructor(secret) {
			this.secret = secret;
			this.isHmac = !!secret;
			this.hash = this.createHash();
		}
		update(data) {
			if (this.finished) throw new Error("Attempted to update an already finished hash.");
			this.hash.update(data);
		}
		async digest() {
			let buf;
			if (this.isHmac) {
				this.finished = true;
				buf = this.hash.digest();
			} else buf = this.hash.copy().digest();
			return new Uint8Array(buf.buffer, buf.byteOffset, buf.byteLength);
		}
		reset() {
			this.hash = this.createHash();
			this.finished = false;
		}
		createHash() {
			return this.secret ? (0,external_node_crypto_.createHmac)("sha256", toBuffer(this.secret)) : (0,external_node_crypto_.createHash)("sha256");
		}
	};
}
function toBuffer(data) {
	if (typeof data === "string") return data;
	if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	return Buffer.from(data);
}
// node_modules/@aws-sdk/client-auto-scaling/
const k = "ref";
const a = -1;
const b = true;
const c = "isSet";
const d = "PartitionResult";
const e = "booleanEquals";
const f = "getAttr";
const g = { [k]: "Endpoint" };
const h = { [k]: d };
const i = {};
const j = [{ [k]: "Region" }];
const _data = {
	conditions: [
		[c, [g]],
		[c, j],
		[
			"aws.partition",
			j,
			d
		],
		[e, [{ [k]: "UseFIPS" }, b]],
		[e, [{ [k]: "UseDualStack" }, b]],
		[e, [{
			fn: f,
			argv: [h, "supportsDualStack"]
		}, b]],
		[e, [{
			fn: f,
			argv: [h, "supportsFIPS"]
		}, b]],
		["stringEquals", [{
			fn: f,
			argv: [h, "name"]
		}, "aws-us-gov"]]
	],
	results: [
		[a],
		[a, "Invalid Configuration: FIPS and custom endpoint are not supported"],
		[a, "Invalid Configuration: Dualstack and custom endpoint are not supported"],
		[g, i],
		["https://autoscaling-fips.{Region}.{PartitionResult#dualStackDnsSuffix}", i],
		[a, "FIPS and DualStack are enabled, but this partition does not support one or both"],
		["https://autoscaling.{Region}.amazonaws.com", i],
		["https://autoscaling-fips.{Region}.{PartitionResult#dnsSuffix}", i],
		[a, "FIPS is enabled but this partition does not support FIPS"],
		["https://autoscaling.{Region}.{PartitionResult#dualStackDnsSuffix}", i],
		[a, "DualStack is enabled but this partition does not support DualStack"],
		["https://autoscaling.{Region}.{PartitionResult#dnsSuffix}", i],
		[a, "Invalid Configuration: Missing Region"]
	]
};
const root = 2;
const nodes = new Int32Array([
	-1,
	1,
	-1,
	0,
	13,
	3,
	1,
	4,
	100000012,
	2,
	5,
	100000012,
	3,
	8,
	6,
	4,
	7,
	100000011,
	5,
	100000009,
	100000010,
	4,
	11,
	9,
	6,
	10,
	100000008,
	7,
	100000006,
	100000007,
	5,
	12,
	100000005,
	6,
	100000004,
	100000005,
	3,
	100000001,
	14,
	4,
	100000002,
	100000003
]);
const bdd = BinaryDecisionDiagram.from(nodes, root, _data.conditions, _data.results);
const cache = new EndpointCache({
	size: 50,
	params: [
		"Endpoint",
		"Region",
		"UseDualStack",
		"UseFIPS"
	]
});
const defaultEndpointResolver = (endpointParams, context = {}) => {
	return cache.get(endpointParams, () => decideEndpoint(bdd, {
		endpointParams,
		logger: context.logger
	}));
};
customEndpointFunctions.aws = awsEndpointFunctions;
var AutoScalingServiceException = class AutoScalingServiceException extends ServiceException {
	static shapeId = "smithy.ts.sdk.synthetic.com.amazonaws.autoscaling#AutoScalingServiceException";
	constructor(options) {
		super(options);
		Object.setPrototypeOf(this, AutoScalingServiceException.prototype);
	}
};
var ActiveInstanceRefreshNotFoundFault = class ActiveInstanceRefreshNotFoundFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#ActiveInstanceRefreshNotFoundFault";
	name = "ActiveInstanceRefreshNotFoundFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "ActiveInstanceRefreshNotFoundFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, ActiveInstanceRefreshNotFoundFault.prototype);
	}
};
var AlreadyExistsFault = class AlreadyExistsFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#AlreadyExistsFault";
	name = "AlreadyExistsFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "AlreadyExistsFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, AlreadyExistsFault.prototype);
	}
};
var ResourceContentionFault = class ResourceContentionFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#ResourceContentionFault";
	name = "ResourceContentionFault";
	$fault = "server";
	constructor(opts) {
		super({
			name: "ResourceContentionFault",
			$fault: "server",
			...opts
		});
		Object.setPrototypeOf(this, ResourceContentionFault.prototype);
	}
};
var ServiceLinkedRoleFailure = class ServiceLinkedRoleFailure extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#ServiceLinkedRoleFailure";
	name = "ServiceLinkedRoleFailure";
	$fault = "server";
	constructor(opts) {
		super({
			name: "ServiceLinkedRoleFailure",
			$fault: "server",
			...opts
		});
		Object.setPrototypeOf(this, ServiceLinkedRoleFailure.prototype);
	}
};
var InstanceRefreshInProgressFault = class InstanceRefreshInProgressFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#InstanceRefreshInProgressFault";
	name = "InstanceRefreshInProgressFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "InstanceRefreshInProgressFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InstanceRefreshInProgressFault.prototype);
	}
};
var LimitExceededFault = class LimitExceededFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#LimitExceededFault";
	name = "LimitExceededFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "LimitExceededFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, LimitExceededFault.prototype);
	}
};
var ResourceInUseFault = class ResourceInUseFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#ResourceInUseFault";
	name = "ResourceInUseFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "ResourceInUseFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, ResourceInUseFault.prototype);
	}
};
var ScalingActivityInProgressFault = class ScalingActivityInProgressFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#ScalingActivityInProgressFault";
	name = "ScalingActivityInProgressFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "ScalingActivityInProgressFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, ScalingActivityInProgressFault.prototype);
	}
};
var InvalidNextToken = class InvalidNextToken extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#InvalidNextToken";
	name = "InvalidNextToken";
	$fault = "client";
	constructor(opts) {
		super({
			name: "InvalidNextToken",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidNextToken.prototype);
	}
};
var IdempotentCallInProgressFault = class IdempotentCallInProgressFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#IdempotentCallInProgressFault";
	name = "IdempotentCallInProgressFault";
	$fault = "server";
	Message;
	constructor(opts) {
		super({
			name: "IdempotentCallInProgressFault",
			$fault: "server",
			...opts
		});
		Object.setPrototypeOf(this, IdempotentCallInProgressFault.prototype);
		this.Message = opts.Message;
	}
};
var IdempotentParameterMismatchError = class IdempotentParameterMismatchError extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#IdempotentParameterMismatchError";
	name = "IdempotentParameterMismatchError";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "IdempotentParameterMismatchError",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, IdempotentParameterMismatchError.prototype);
		this.Message = opts.Message;
	}
};
var IrreversibleInstanceRefreshFault = class IrreversibleInstanceRefreshFault extends AutoScalingServiceException {
	static shapeId = "com.amazonaws.autoscaling#IrreversibleInstanceRefreshFault";
	name = "IrreversibleInstanceRefreshFault";
	$fault = "client";
	constructor(opts) {
		super({
			name: "IrreversibleInstanceRefreshFault",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, IrreversibleInstanceRefreshFault.prototype);
	}
};
const _A = "Activities";
const _AC = "AcceleratorCount";
const _ACR = "AcceleratorCountRequest";
const _AEF = "AlreadyExistsFault";
const _AI = "ActivityId";
const _AIRNFF = "ActiveInstanceRefreshNotFoundFault";
const _AIT = "AllowedInstanceTypes";
const _AIc = "ActivityIds";
const _AM = "AcceleratorManufacturers";
const _ANc = "AcceleratorNames";
const _APIA = "AssociatePublicIpAddress";
const _AR = "AutoRollback";
const _ASG = "AutoScalingGroup";
const _ASGARN = "AutoScalingGroupARN";
const _ASGN = "AutoScalingGroupName";
const _ASGNT = "AutoScalingGroupNamesType";
const _ASGNu = "AutoScalingGroupNames";
const _ASGS = "AutoScalingGroupState";
const _ASGT = "AutoScalingGroupsType";
const _ASGu = "AutoScalingGroups";
const _ASl = "AlarmSpecification";
const _AT = "ActivitiesType";
const _ATMMB = "AcceleratorTotalMemoryMiB";
const _ATMMBR = "AcceleratorTotalMemoryMiBRequest";
const _ATcc = "AcceleratorTypes";
const _AZ = "AvailabilityZones";
const _AZD = "AvailabilityZoneDistribution";
const _AZI = "AvailabilityZoneIds";
const _AZIP = "AvailabilityZoneImpairmentPolicy";
const _AZIv = "AvailabilityZoneId";
const _AZv = "AvailabilityZone";
const _Ac = "Activity";
const _Ala = "Alarms";
const _BDM = "BlockDeviceMapping";
const _BDMl = "BlockDeviceMappings";
const _BEBM = "BaselineEbsBandwidthMbps";
const _BEBMR = "BaselineEbsBandwidthMbpsRequest";
const _BM = "BareMetal";
const _BP = "BurstablePerformance";
const _BPF = "BaselinePerformanceFactors";
const _BPFR = "BaselinePerformanceFactorsRequest";
const _BTa = "BakeTime";
const _C = "Cause";
const _CD = "CheckpointDelay";
const _CDS = "CapacityDistributionStrategy";
const _CIR = "CancelInstanceRefresh";
const _CIRA = "CancelInstanceRefreshAnswer";
const _CIRT = "CancelInstanceRefreshType";
const _CLVPCI = "ClassicLinkVPCId";
const _CLVPCSG = "ClassicLinkVPCSecurityGroups";
const _CM = "CpuManufacturers";
const _COUT = "CreateOrUpdateTags";
const _COUTT = "CreateOrUpdateTagsType";
const _CP = "CheckpointPercentages";
const _CPFR = "CpuPerformanceFactorRequest";
const _CR = "CapacityRebalance";
const _CRI = "CapacityReservationIds";
const _CRP = "CapacityReservationPreference";
const _CRRGA = "CapacityReservationResourceGroupArns";
const _CRS = "CapacityReservationSpecification";
const _CRT = "CapacityReservationTarget";
const _CT = "CreatedTime";
const _Co = "Context";
const _Cp = "Cpu";
const _D = "Description";
const _DASGe = "DescribeAutoScalingGroups";
const _DC = "DesiredCapacity";
const _DCT = "DesiredCapacityType";
const _DCe = "DefaultCooldown";
const _DCes = "DesiredConfiguration";
const _DIR = "DescribeInstanceRefreshes";
const _DIRA = "DescribeInstanceRefreshesAnswer";
const _DIRT = "DescribeInstanceRefreshesType";
const _DIW = "DefaultInstanceWarmup";
const _DLCe = "DescribeLaunchConfigurations";
const _DLHAe = "DescribeLifecycleHooksAnswer";
const _DLHTe = "DescribeLifecycleHooksType";
const _DLHe = "DescribeLifecycleHooks";
const _DN = "DeviceName";
const _DOT = "DeleteOnTermination";
const _DP = "DeletionProtection";
const _DR = "DefaultResult";
const _DS = "DistributionSegment";
const _DSATe = "DescribeScalingActivitiesType";
const _DSATes = "DescribeScheduledActionsType";
const _DSAe = "DescribeScalingActivities";
const _DSAes = "DescribeScheduledActions";
const _DSi = "DistributionSegments";
const _DT = "DeleteTags";
const _DTT = "DeleteTagsType";
const _DWPAe = "DescribeWarmPoolAnswer";
const _DWPTe = "DescribeWarmPoolType";
const _DWPe = "DescribeWarmPool";
const _De = "Details";
const _E = "Ebs";
const _EIT = "ExcludedInstanceTypes";
const _EM = "EnabledMetrics";
const _EMn = "EnabledMetric";
const _EO = "EbsOptimized";
const _ETn = "EndTime";
const _En = "Encrypted";
const _Ena = "Enabled";
const _F = "Filters";
const _Fi = "Filter";
const _GT = "GlobalTimeout";
const _Gr = "Granularity";
const _HCGP = "HealthCheckGracePeriod";
const _HCT = "HealthCheckType";
const _HE = "HttpEndpoint";
const _HPRHL = "HttpPutResponseHopLimit";
const _HS = "HealthStatus";
const _HT = "HttpTokens";
const _HTe = "HeartbeatTimeout";
const _I = "Instances";
const _ICIPF = "IdempotentCallInProgressFault";
const _ID = "InstancesDistribution";
const _IDG = "IncludeDeletedGroups";
const _IF = "InstanceFamily";
const _IG = "InstanceGenerations";
const _IIP = "IamInstanceProfile";
const _IIRF = "IrreversibleInstanceRefreshFault";
const _IIm = "ImageId";
const _IIn = "IncludeInstances";
const _IIns = "InstanceId";
const _ILP = "InstanceLifecyclePolicy";
const _IM = "InstanceMonitoring";
const _IMO = "InstanceMetadataOptions";
const _IMP = "InstanceMaintenancePolicy";
const _IMR = "IncludeManagedResources";
const _INT = "InvalidNextToken";
const _IPME = "IdempotentParameterMismatchError";
const _IR = "InstanceRefreshes";
const _IRI = "InstanceRefreshId";
const _IRIPF = "InstanceRefreshInProgressFault";
const _IRIn = "InstanceRefreshIds";
const _IRLPP = "InstanceRefreshLivePoolProgress";
const _IRP = "InstanceReusePolicy";
const _IRPD = "InstanceRefreshProgressDetails";
const _IRWPP = "InstanceRefreshWarmPoolProgress";
const _IRn = "InstanceRefresh";
const _IRns = "InstanceRequirements";
const _IT = "InstanceType";
const _ITU = "InstancesToUpdate";
const _ITUOR = "InstancesToUpdateOnRollback";
const _IW = "InstanceWarmup";
const _IZHCB = "ImpairedZoneHealthCheckBehavior";
const _Ide = "Identifier";
const _In = "Instance";
const _Io = "Iops";
const _K = "Key";
const _KI = "KernelId";
const _KN = "KeyName";
const _LBN = "LoadBalancerNames";
const _LC = "LaunchConfiguration";
const _LCARN = "LaunchConfigurationARN";
const _LCN = "LaunchConfigurationName";
const _LCNT = "LaunchConfigurationNamesType";
const _LCNa = "LaunchConfigurationNames";
const _LCT = "LaunchConfigurationsType";
const _LCa = "LaunchConfigurations";
const _LEF = "LimitExceededFault";
const _LH = "LifecycleHooks";
const _LHN = "LifecycleHookName";
const _LHNi = "LifecycleHookNames";
const _LHi = "LifecycleHook";
const _LPP = "LivePoolProgress";
const _LS = "LifecycleState";
const _LST = "LocalStorageTypes";
const _LSo = "LocalStorage";
const _LT = "LaunchTemplate";
const _LTI = "LaunchTemplateId";
const _LTN = "LaunchTemplateName";
const _LTO = "LaunchTemplateOverrides";
const _LTS = "LaunchTemplateSpecification";
const _LTi = "LifecycleTransition";
const _M = "Message";
const _MGBPVC = "MemoryGiBPerVCpu";
const _MGBPVCR = "MemoryGiBPerVCpuRequest";
const _MGPC = "MaxGroupPreparedCapacity";
const _MHP = "MinHealthyPercentage";
const _MHPa = "MaxHealthyPercentage";
const _MIL = "MaxInstanceLifetime";
const _MIP = "MixedInstancesPolicy";
const _MMB = "MemoryMiB";
const _MMBR = "MemoryMiBRequest";
const _MO = "MetadataOptions";
const _MR = "MaxRecords";
const _MS = "MinSize";
const _MSPAPOOODP = "MaxSpotPriceAsPercentageOfOptimalOnDemandPrice";
const _MSa = "MaxSize";
const _Ma = "Max";
const _Met = "Metric";
const _Mi = "Min";
const _N = "Name";
const _NBG = "NetworkBandwidthGbps";
const _NBGR = "NetworkBandwidthGbpsRequest";
const _ND = "NoDevice";
const _NIC = "NetworkInterfaceCount";
const _NICR = "NetworkInterfaceCountRequest";
const _NIPFSI = "NewInstancesProtectedFromScaleIn";
const _NM = "NotificationMetadata";
const _NT = "NextToken";
const _NTARN = "NotificationTargetARN";
const _O = "Operator";
const _ODAS = "OnDemandAllocationStrategy";
const _ODBC = "OnDemandBaseCapacity";
const _ODMPPOLP = "OnDemandMaxPricePercentageOverLowestPrice";
const _ODPABC = "OnDemandPercentageAboveBaseCapacity";
const _Ov = "Overrides";
const _P = "Progress";
const _PAL = "PropagateAtLaunch";
const _PC = "PredictedCapacity";
const _PCOR = "PercentageCompleteOnRollback";
const _PCe = "PercentageComplete";
const _PD = "ProgressDetails";
const _PDOR = "ProgressDetailsOnRollback";
const _PFRR = "PerformanceFactorReferenceRequest";
const _PFRSR = "PerformanceFactorReferenceSetRequest";
const _PFSI = "ProtectedFromScaleIn";
const _PG = "PlacementGroup";
const _PNr = "ProcessName";
const _PS = "PoolState";
const _PT = "PlacementTenancy";
const _Pr = "Preferences";
const _Pri = "Principal";
const _R = "References";
const _RARN = "RoleARN";
const _RCF = "ResourceContentionFault";
const _RD = "RollbackDetails";
const _RHS = "RequireHibernateSupport";
const _RI = "RamdiskId";
const _RIR = "RollbackInstanceRefresh";
const _RIRA = "RollbackInstanceRefreshAnswer";
const _RIRT = "RollbackInstanceRefreshType";
const _RIUF = "ResourceInUseFault";
const _RIe = "ResourceId";
const _ROSI = "ReuseOnScaleIn";
const _RP = "RefreshPreferences";
const _RR = "RollbackReason";
const _RST = "RollbackStartTime";
const _RT = "RetentionTriggers";
const _RTe = "ResourceType";
const _Re = "Reference";
const _Rec = "Recurrence";
const _S = "Status";
const _SAARN = "ScheduledActionARN";
const _SAIPF = "ScalingActivityInProgressFault";
const _SAN = "ScheduledActionNames";
const _SANc = "ScheduledActionName";
const _SAS = "SpotAllocationStrategy";
const _SAT = "ScheduledActionsType";
const _SC = "StatusCode";
const _SG = "SecurityGroups";
const _SI = "SnapshotId";
const _SIP = "SpotInstancePools";
const _SIPI = "ScaleInProtectedInstances";
const _SIR = "StartInstanceRefresh";
const _SIRA = "StartInstanceRefreshAnswer";
const _SIRT = "StartInstanceRefreshType";
const _SIt = "StandbyInstances";
const _SLRARN = "ServiceLinkedRoleARN";
const _SLRF = "ServiceLinkedRoleFailure";
const _SM = "StatusMessage";
const _SMP = "SpotMaxPrice";
const _SMPPOLP = "SpotMaxPricePercentageOverLowestPrice";
const _SMk = "SkipMatching";
const _SP = "SuspendedProcesses";
const _SPp = "SpotPrice";
const _SPu = "SuspendedProcess";
const _SR = "StatusReason";
const _SRu = "SuspensionReason";
const _ST = "StartTime";
const _SUGA = "ScheduledUpdateGroupActions";
const _SUGAc = "ScheduledUpdateGroupAction";
const _SZSV = "SkipZonalShiftValidation";
const _Str = "Strategy";
const _T = "Tags";
const _TCT = "TargetCapacityTypes";
const _TD = "TagDescription";
const _TDL = "TagDescriptionList";
const _TGARN = "TargetGroupARNs";
const _THA = "TerminateHookAbandon";
const _TLSGB = "TotalLocalStorageGB";
const _TLSGBR = "TotalLocalStorageGBRequest";
const _TP = "TerminationPolicies";
const _TS = "TrafficSources";
const _TSI = "TrafficSourceIdentifier";
const _TZ = "TimeZone";
const _Ta = "Tag";
const _Th = "Throughput";
const _Tim = "Time";
const _Ty = "Type";
const _UASG = "UpdateAutoScalingGroup";
const _UASGT = "UpdateAutoScalingGroupType";
const _UD = "UserData";
const _V = "Value";
const _VCC = "VCpuCount";
const _VCCR = "VCpuCountRequest";
const _VN = "VirtualName";
const _VPCZI = "VPCZoneIdentifier";
const _VS = "VolumeSize";
const _VT = "VolumeType";
const _Va = "Values";
const _Ve = "Version";
const _WC = "WeightedCapacity";
const _WFTI = "WaitForTransitioningInstances";
const _WPC = "WarmPoolConfiguration";
const _WPP = "WarmPoolProgress";
const _WPS = "WarmPoolSize";
const _ZSE = "ZonalShiftEnabled";
const _aQE = "awsQueryError";
const _c = "client";
const _e = "error";
const _hE = "httpError";
const _i = "item";
const _m = "message";
const _s = "smithy.ts.sdk.synthetic.com.amazonaws.autoscaling";
const _se = "server";
const _xN = "xmlName";
const n0 = "com.amazonaws.autoscaling";
const _s_registry = new TypeRegistry(_s);
var AutoScalingServiceException$ = [
	-3,
	_s,
	"AutoScalingServiceException",
	0,
	[],
	[]
];
_s_registry.registerError(AutoScalingServiceException$, AutoScalingServiceException);
const n0_registry = new TypeRegistry(n0);
var ActiveInstanceRefreshNotFoundFault$ = [
	-3,
	n0,
	_AIRNFF,
	{
		[_aQE]: [`ActiveInstanceRefreshNotFound`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(ActiveInstanceRefreshNotFoundFault$, ActiveInstanceRefreshNotFoundFault);
var AlreadyExistsFault$ = [
	-3,
	n0,
	_AEF,
	{
		[_aQE]: [`AlreadyExists`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(AlreadyExistsFault$, AlreadyExistsFault);
var IdempotentCallInProgressFault$ = [
	-3,
	n0,
	_ICIPF,
	{
		[_aQE]: [`IdempotentCallInProgress`, 500],
		[_e]: _se,
		[_hE]: 500
	},
	[_M],
	[0]
];
n0_registry.registerError(IdempotentCallInProgressFault$, IdempotentCallInProgressFault);
var IdempotentParameterMismatchError$ = [
	-3,
	n0,
	_IPME,
	{
		[_aQE]: [`IdempotentParameterMismatch`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(IdempotentParameterMismatchError$, IdempotentParameterMismatchError);
var InstanceRefreshInProgressFault$ = [
	-3,
	n0,
	_IRIPF,
	{
		[_aQE]: [`InstanceRefreshInProgress`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(InstanceRefreshInProgressFault$, InstanceRefreshInProgressFault);
var InvalidNextToken$ = [
	-3,
	n0,
	_INT,
	{
		[_aQE]: [`InvalidNextToken`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(InvalidNextToken$, InvalidNextToken);
var IrreversibleInstanceRefreshFault$ = [
	-3,
	n0,
	_IIRF,
	{
		[_aQE]: [`IrreversibleInstanceRefresh`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(IrreversibleInstanceRefreshFault$, IrreversibleInstanceRefreshFault);
var LimitExceededFault$ = [
	-3,
	n0,
	_LEF,
	{
		[_aQE]: [`LimitExceeded`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(LimitExceededFault$, LimitExceededFault);
var ResourceContentionFault$ = [
	-3,
	n0,
	_RCF,
	{
		[_aQE]: [`ResourceContention`, 500],
		[_e]: _se,
		[_hE]: 500
	},
	[_m],
	[0]
];
n0_registry.registerError(ResourceContentionFault$, ResourceContentionFault);
var ResourceInUseFault$ = [
	-3,
	n0,
	_RIUF,
	{
		[_aQE]: [`ResourceInUse`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(ResourceInUseFault$, ResourceInUseFault);
var ScalingActivityInProgressFault$ = [
	-3,
	n0,
	_SAIPF,
	{
		[_aQE]: [`ScalingActivityInProgress`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_m],
	[0]
];
n0_registry.registerError(ScalingActivityInProgressFault$, ScalingActivityInProgressFault);
var ServiceLinkedRoleFailure$ = [
	-3,
	n0,
	_SLRF,
	{
		[_aQE]: [`ServiceLinkedRoleFailure`, 500],
		[_e]: _se,
		[_hE]: 500
	},
	[_m],
	[0]
];
n0_registry.registerError(ServiceLinkedRoleFailure$, ServiceLinkedRoleFailure);
const errorTypeRegistries = [_s_registry, n0_registry];
var AcceleratorCountRequest$ = [
	3,
	n0,
	_ACR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var AcceleratorTotalMemoryMiBRequest$ = [
	3,
	n0,
	_ATMMBR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var ActivitiesType$ = [
	3,
	n0,
	_AT,
	0,
	[_A, _NT],
	[() => Activities, 0],
	1
];
var Activity$ = [
	3,
	n0,
	_Ac,
	0,
	[
		_AI,
		_ASGN,
		_C,
		_ST,
		_SC,
		_D,
		_ETn,
		_SM,
		_P,
		_De,
		_ASGS,
		_ASGARN
	],
	[
		0,
		0,
		0,
		4,
		0,
		0,
		4,
		0,
		1,
		0,
		0,
		0
	],
	5
];
var AlarmSpecification$ = [
	3,
	n0,
	_ASl,
	0,
	[_Ala],
	[64]
];
var AutoScalingGroup$ = [
	3,
	n0,
	_ASG,
	0,
	[
		_ASGN,
		_MS,
		_MSa,
		_DC,
		_DCe,
		_AZ,
		_HCT,
		_CT,
		_ASGARN,
		_LCN,
		_LT,
		_MIP,
		_PC,
		_AZI,
		_LBN,
		_TGARN,
		_HCGP,
		_I,
		_SP,
		_PG,
		_VPCZI,
		_EM,
		_S,
		_T,
		_TP,
		_NIPFSI,
		_SLRARN,
		_MIL,
		_CR,
		_WPC,
		_WPS,
		_Co,
		_DCT,
		_DIW,
		_TS,
		_IMP,
		_DP,
		_AZD,
		_AZIP,
		_CRS,
		_ILP,
		_O
	],
	[
		0,
		1,
		1,
		1,
		1,
		64,
		0,
		4,
		0,
		0,
		() => LaunchTemplateSpecification$,
		[() => MixedInstancesPolicy$, 0],
		1,
		64,
		64,
		64,
		1,
		() => Instances,
		() => SuspendedProcesses,
		0,
		0,
		() => EnabledMetrics,
		0,
		() => TagDescriptionList,
		64,
		2,
		0,
		1,
		2,
		() => WarmPoolConfiguration$,
		1,
		0,
		0,
		1,
		() => TrafficSources,
		() => InstanceMaintenancePolicy$,
		0,
		() => AvailabilityZoneDistribution$,
		() => AvailabilityZoneImpairmentPolicy$,
		() => CapacityReservationSpecification$,
		() => InstanceLifecyclePolicy$,
		() => Operator$
	],
	8
];
var AutoScalingGroupNamesType$ = [
	3,
	n0,
	_ASGNT,
	0,
	[
		_ASGNu,
		_IIn,
		_IMR,
		_NT,
		_MR,
		_F
	],
	[
		64,
		2,
		2,
		0,
		1,
		() => Filters
	]
];
var AutoScalingGroupsType$ = [
	3,
	n0,
	_ASGT,
	0,
	[_ASGu, _NT],
	[[() => AutoScalingGroups, 0], 0],
	1
];
var AvailabilityZoneDistribution$ = [
	3,
	n0,
	_AZD,
	0,
	[_CDS],
	[0]
];
var AvailabilityZoneImpairmentPolicy$ = [
	3,
	n0,
	_AZIP,
	0,
	[_ZSE, _IZHCB],
	[2, 0]
];
var BaselineEbsBandwidthMbpsRequest$ = [
	3,
	n0,
	_BEBMR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var BaselinePerformanceFactorsRequest$ = [
	3,
	n0,
	_BPFR,
	0,
	[_Cp],
	[[() => CpuPerformanceFactorRequest$, 0]]
];
var BlockDeviceMapping$ = [
	3,
	n0,
	_BDM,
	0,
	[
		_DN,
		_VN,
		_E,
		_ND
	],
	[
		0,
		0,
		() => Ebs$,
		2
	],
	1
];
var CancelInstanceRefreshAnswer$ = [
	3,
	n0,
	_CIRA,
	0,
	[_IRI],
	[0]
];
var CancelInstanceRefreshType$ = [
	3,
	n0,
	_CIRT,
	0,
	[_ASGN, _WFTI],
	[0, 2],
	1
];
var CapacityReservationSpecification$ = [
	3,
	n0,
	_CRS,
	0,
	[_CRP, _CRT],
	[0, () => CapacityReservationTarget$]
];
var CapacityReservationTarget$ = [
	3,
	n0,
	_CRT,
	0,
	[_CRI, _CRRGA],
	[64, 64]
];
var CpuPerformanceFactorRequest$ = [
	3,
	n0,
	_CPFR,
	0,
	[_R],
	[[() => PerformanceFactorReferenceSetRequest, { [_xN]: _Re }]]
];
var CreateOrUpdateTagsType$ = [
	3,
	n0,
	_COUTT,
	0,
	[_T],
	[() => Tags],
	1
];
var DeleteTagsType$ = [
	3,
	n0,
	_DTT,
	0,
	[_T],
	[() => Tags],
	1
];
var DescribeInstanceRefreshesAnswer$ = [
	3,
	n0,
	_DIRA,
	0,
	[_IR, _NT],
	[[() => InstanceRefreshes, 0], 0]
];
var DescribeInstanceRefreshesType$ = [
	3,
	n0,
	_DIRT,
	0,
	[
		_ASGN,
		_IRIn,
		_NT,
		_MR
	],
	[
		0,
		64,
		0,
		1
	],
	1
];
var DescribeLifecycleHooksAnswer$ = [
	3,
	n0,
	_DLHAe,
	0,
	[_LH],
	[() => LifecycleHooks]
];
var DescribeLifecycleHooksType$ = [
	3,
	n0,
	_DLHTe,
	0,
	[_ASGN, _LHNi],
	[0, 64],
	1
];
var DescribeScalingActivitiesType$ = [
	3,
	n0,
	_DSATe,
	0,
	[
		_AIc,
		_ASGN,
		_IDG,
		_IMR,
		_MR,
		_NT,
		_F
	],
	[
		64,
		0,
		2,
		2,
		1,
		0,
		() => Filters
	]
];
var DescribeScheduledActionsType$ = [
	3,
	n0,
	_DSATes,
	0,
	[
		_ASGN,
		_SAN,
		_ST,
		_ETn,
		_IMR,
		_NT,
		_MR
	],
	[
		0,
		64,
		4,
		4,
		2,
		0,
		1
	]
];
var DescribeWarmPoolAnswer$ = [
	3,
	n0,
	_DWPAe,
	0,
	[
		_WPC,
		_I,
		_NT
	],
	[
		() => WarmPoolConfiguration$,
		() => Instances,
		0
	]
];
var DescribeWarmPoolType$ = [
	3,
	n0,
	_DWPTe,
	0,
	[
		_ASGN,
		_MR,
		_NT
	],
	[
		0,
		1,
		0
	],
	1
];
var DesiredConfiguration$ = [
	3,
	n0,
	_DCes,
	0,
	[_LT, _MIP],
	[() => LaunchTemplateSpecification$, [() => MixedInstancesPolicy$, 0]]
];
var DistributionSegment$ = [
	3,
	n0,
	_DS,
	0,
	[_TCT],
	[64]
];
var Ebs$ = [
	3,
	n0,
	_E,
	0,
	[
		_SI,
		_VS,
		_VT,
		_DOT,
		_Io,
		_En,
		_Th
	],
	[
		0,
		1,
		0,
		2,
		1,
		2,
		1
	]
];
var EnabledMetric$ = [
	3,
	n0,
	_EMn,
	0,
	[_Met, _Gr],
	[0, 0]
];
var Filter$ = [
	3,
	n0,
	_Fi,
	0,
	[_N, _Va],
	[0, 64]
];
var Instance$ = [
	3,
	n0,
	_In,
	0,
	[
		_IIns,
		_AZv,
		_LS,
		_HS,
		_PFSI,
		_IT,
		_AZIv,
		_LCN,
		_LT,
		_IIm,
		_WC
	],
	[
		0,
		0,
		0,
		0,
		2,
		0,
		0,
		0,
		() => LaunchTemplateSpecification$,
		0,
		0
	],
	5
];
var InstanceLifecyclePolicy$ = [
	3,
	n0,
	_ILP,
	0,
	[_RT],
	[() => RetentionTriggers$]
];
var InstanceMaintenancePolicy$ = [
	3,
	n0,
	_IMP,
	0,
	[_MHP, _MHPa],
	[1, 1]
];
var InstanceMetadataOptions$ = [
	3,
	n0,
	_IMO,
	0,
	[
		_HT,
		_HPRHL,
		_HE
	],
	[
		0,
		1,
		0
	]
];
var InstanceMonitoring$ = [
	3,
	n0,
	_IM,
	0,
	[_Ena],
	[2]
];
var InstanceRefresh$ = [
	3,
	n0,
	_IRn,
	0,
	[
		_IRI,
		_ASGN,
		_S,
		_SR,
		_ST,
		_ETn,
		_PCe,
		_ITU,
		_PD,
		_Pr,
		_DCes,
		_RD,
		_Str
	],
	[
		0,
		0,
		0,
		0,
		4,
		4,
		1,
		1,
		() => InstanceRefreshProgressDetails$,
		() => RefreshPreferences$,
		[() => DesiredConfiguration$, 0],
		() => RollbackDetails$,
		0
	]
];
var InstanceRefreshLivePoolProgress$ = [
	3,
	n0,
	_IRLPP,
	0,
	[_PCe, _ITU],
	[1, 1]
];
var InstanceRefreshProgressDetails$ = [
	3,
	n0,
	_IRPD,
	0,
	[_LPP, _WPP],
	[() => InstanceRefreshLivePoolProgress$, () => InstanceRefreshWarmPoolProgress$]
];
var InstanceRefreshWarmPoolProgress$ = [
	3,
	n0,
	_IRWPP,
	0,
	[_PCe, _ITU],
	[1, 1]
];
var InstanceRequirements$ = [
	3,
	n0,
	_IRns,
	0,
	[
		_VCC,
		_MMB,
		_CM,
		_MGBPVC,
		_EIT,
		_IG,
		_SMPPOLP,
		_MSPAPOOODP,
		_ODMPPOLP,
		_BM,
		_BP,
		_RHS,
		_NIC,
		_LSo,
		_LST,
		_TLSGB,
		_BEBM,
		_ATcc,
		_AC,
		_AM,
		_ANc,
		_ATMMB,
		_NBG,
		_AIT,
		_BPF
	],
	[
		() => VCpuCountRequest$,
		() => MemoryMiBRequest$,
		64,
		() => MemoryGiBPerVCpuRequest$,
		64,
		64,
		1,
		1,
		1,
		0,
		0,
		2,
		() => NetworkInterfaceCountRequest$,
		0,
		64,
		() => TotalLocalStorageGBRequest$,
		() => BaselineEbsBandwidthMbpsRequest$,
		64,
		() => AcceleratorCountRequest$,
		64,
		64,
		() => AcceleratorTotalMemoryMiBRequest$,
		() => NetworkBandwidthGbpsRequest$,
		64,
		[() => BaselinePerformanceFactorsRequest$, 0]
	],
	2
];
var InstanceReusePolicy$ = [
	3,
	n0,
	_IRP,
	0,
	[_ROSI],
	[2]
];
var InstancesDistribution$ = [
	3,
	n0,
	_ID,
	0,
	[
		_ODAS,
		_ODBC,
		_ODPABC,
		_SAS,
		_SIP,
		_SMP,
		_DSi
	],
	[
		0,
		1,
		1,
		0,
		1,
		0,
		() => DistributionSegments
	]
];
var LaunchConfiguration$ = [
	3,
	n0,
	_LC,
	0,
	[
		_LCN,
		_IIm,
		_IT,
		_CT,
		_LCARN,
		_KN,
		_SG,
		_CLVPCI,
		_CLVPCSG,
		_UD,
		_KI,
		_RI,
		_BDMl,
		_IM,
		_SPp,
		_IIP,
		_EO,
		_APIA,
		_PT,
		_MO
	],
	[
		0,
		0,
		0,
		4,
		0,
		0,
		64,
		0,
		64,
		0,
		0,
		0,
		() => BlockDeviceMappings,
		() => InstanceMonitoring$,
		0,
		0,
		2,
		2,
		0,
		() => InstanceMetadataOptions$
	],
	4
];
var LaunchConfigurationNamesType$ = [
	3,
	n0,
	_LCNT,
	0,
	[
		_LCNa,
		_NT,
		_MR
	],
	[
		64,
		0,
		1
	]
];
var LaunchConfigurationsType$ = [
	3,
	n0,
	_LCT,
	0,
	[_LCa, _NT],
	[() => LaunchConfigurations, 0],
	1
];
var LaunchTemplate$ = [
	3,
	n0,
	_LT,
	0,
	[_LTS, _Ov],
	[() => LaunchTemplateSpecification$, [() => Overrides, 0]]
];
var LaunchTemplateOverrides$ = [
	3,
	n0,
	_LTO,
	0,
	[
		_IT,
		_WC,
		_LTS,
		_IRns,
		_IIm
	],
	[
		0,
		0,
		() => LaunchTemplateSpecification$,
		[() => InstanceRequirements$, 0],
		0
	]
];
var LaunchTemplateSpecification$ = [
	3,
	n0,
	_LTS,
	0,
	[
		_LTI,
		_LTN,
		_Ve
	],
	[
		0,
		0,
		0
	]
];
var LifecycleHook$ = [
	3,
	n0,
	_LHi,
	0,
	[
		_LHN,
		_ASGN,
		_LTi,
		_NTARN,
		_RARN,
		_NM,
		_HTe,
		_GT,
		_DR
	],
	[
		0,
		0,
		0,
		0,
		0,
		0,
		1,
		1,
		0
	]
];
var MemoryGiBPerVCpuRequest$ = [
	3,
	n0,
	_MGBPVCR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var MemoryMiBRequest$ = [
	3,
	n0,
	_MMBR,
	0,
	[_Mi, _Ma],
	[1, 1],
	1
];
var MixedInstancesPolicy$ = [
	3,
	n0,
	_MIP,
	0,
	[_LT, _ID],
	[[() => LaunchTemplate$, 0], () => InstancesDistribution$]
];
var NetworkBandwidthGbpsRequest$ = [
	3,
	n0,
	_NBGR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var NetworkInterfaceCountRequest$ = [
	3,
	n0,
	_NICR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var Operator$ = [
	3,
	n0,
	_O,
	0,
	[_Pri],
	[0],
	1
];
var PerformanceFactorReferenceRequest$ = [
	3,
	n0,
	_PFRR,
	0,
	[_IF],
	[0]
];
var RefreshPreferences$ = [
	3,
	n0,
	_RP,
	0,
	[
		_MHP,
		_IW,
		_CP,
		_CD,
		_SMk,
		_AR,
		_SIPI,
		_SIt,
		_ASl,
		_MHPa,
		_BTa
	],
	[
		1,
		1,
		65,
		1,
		2,
		2,
		0,
		0,
		() => AlarmSpecification$,
		1,
		1
	]
];
var RetentionTriggers$ = [
	3,
	n0,
	_RT,
	0,
	[_THA],
	[0]
];
var RollbackDetails$ = [
	3,
	n0,
	_RD,
	0,
	[
		_RR,
		_RST,
		_PCOR,
		_ITUOR,
		_PDOR
	],
	[
		0,
		4,
		1,
		1,
		() => InstanceRefreshProgressDetails$
	]
];
var RollbackInstanceRefreshAnswer$ = [
	3,
	n0,
	_RIRA,
	0,
	[_IRI],
	[0]
];
var RollbackInstanceRefreshType$ = [
	3,
	n0,
	_RIRT,
	0,
	[_ASGN],
	[0],
	1
];
var ScheduledActionsType$ = [
	3,
	n0,
	_SAT,
	0,
	[_SUGA, _NT],
	[() => ScheduledUpdateGroupActions, 0]
];
var ScheduledUpdateGroupAction$ = [
	3,
	n0,
	_SUGAc,
	0,
	[
		_ASGN,
		_SANc,
		_SAARN,
		_Tim,
		_ST,
		_ETn,
		_Rec,
		_MS,
		_MSa,
		_DC,
		_TZ
	],
	[
		0,
		0,
		0,
		4,
		4,
		4,
		0,
		1,
		1,
		1,
		0
	]
];
var StartInstanceRefreshAnswer$ = [
	3,
	n0,
	_SIRA,
	0,
	[_IRI],
	[0]
];
var StartInstanceRefreshType$ = [
	3,
	n0,
	_SIRT,
	0,
	[
		_ASGN,
		_Str,
		_DCes,
		_Pr
	],
	[
		0,
		0,
		[() => DesiredConfiguration$, 0],
		() => RefreshPreferences$
	],
	1
];
var SuspendedProcess$ = [
	3,
	n0,
	_SPu,
	0,
	[_PNr, _SRu],
	[0, 0]
];
var Tag$ = [
	3,
	n0,
	_Ta,
	0,
	[
		_K,
		_RIe,
		_RTe,
		_V,
		_PAL
	],
	[
		0,
		0,
		0,
		0,
		2
	],
	1
];
var TagDescription$ = [
	3,
	n0,
	_TD,
	0,
	[
		_RIe,
		_RTe,
		_K,
		_V,
		_PAL
	],
	[
		0,
		0,
		0,
		0,
		2
	]
];
var TotalLocalStorageGBRequest$ = [
	3,
	n0,
	_TLSGBR,
	0,
	[_Mi, _Ma],
	[1, 1]
];
var TrafficSourceIdentifier$ = [
	3,
	n0,
	_TSI,
	0,
	[_Ide, _Ty],
	[0, 0],
	1
];
var UpdateAutoScalingGroupType$ = [
	3,
	n0,
	_UASGT,
	0,
	[
		_ASGN,
		_LCN,
		_LT,
		_MIP,
		_MS,
		_MSa,
		_DC,
		_DCe,
		_AZ,
		_AZI,
		_HCT,
		_HCGP,
		_PG,
		_VPCZI,
		_TP,
		_NIPFSI,
		_SLRARN,
		_MIL,
		_CR,
		_Co,
		_DCT,
		_DIW,
		_IMP,
		_AZD,
		_AZIP,
		_SZSV,
		_CRS,
		_ILP,
		_DP
	],
	[
		0,
		0,
		() => LaunchTemplateSpecification$,
		[() => MixedInstancesPolicy$, 0],
		1,
		1,
		1,
		1,
		64,
		64,
		0,
		1,
		0,
		0,
		64,
		2,
		0,
		1,
		2,
		0,
		0,
		1,
		() => InstanceMaintenancePolicy$,
		() => AvailabilityZoneDistribution$,
		() => AvailabilityZoneImpairmentPolicy$,
		2,
		() => CapacityReservationSpecification$,
		() => InstanceLifecyclePolicy$,
		0
	],
	1
];
var VCpuCountRequest$ = [
	3,
	n0,
	_VCCR,
	0,
	[_Mi, _Ma],
	[1, 1],
	1
];
var WarmPoolConfiguration$ = [
	3,
	n0,
	_WPC,
	0,
	[
		_MGPC,
		_MS,
		_PS,
		_S,
		_IRP
	],
	[
		1,
		1,
		0,
		0,
		() => InstanceReusePolicy$
	]
];
var __Unit = "unit";
var Activities = [
	1,
	n0,
	_A,
	0,
	() => Activity$
];
var AutoScalingGroups = [
	1,
	n0,
	_ASGu,
	0,
	[() => AutoScalingGroup$, 0]
];
var BlockDeviceMappings = [
	1,
	n0,
	_BDMl,
	0,
	() => BlockDeviceMapping$
];
var DistributionSegments = [
	1,
	n0,
	_DSi,
	0,
	() => DistributionSegment$
];
var EnabledMetrics = [
	1,
	n0,
	_EM,
	0,
	() => EnabledMetric$
];
var Filters = [
	1,
	n0,
	_F,
	0,
	() => Filter$
];
var InstanceRefreshes = [
	1,
	n0,
	_IR,
	0,
	[() => InstanceRefresh$, 0]
];
var Instances = [
	1,
	n0,
	_I,
	0,
	() => Instance$
];
var LaunchConfigurations = [
	1,
	n0,
	_LCa,
	0,
	() => LaunchConfiguration$
];
var LifecycleHooks = [
	1,
	n0,
	_LH,
	0,
	() => LifecycleHook$
];
var Overrides = [
	1,
	n0,
	_Ov,
	0,
	[() => LaunchTemplateOverrides$, 0]
];
var PerformanceFactorReferenceSetRequest = [
	1,
	n0,
	_PFRSR,
	0,
	[() => PerformanceFactorReferenceRequest$, { [_xN]: _i }]
];
var ScheduledUpdateGroupActions = [
	1,
	n0,
	_SUGA,
	0,
	() => ScheduledUpdateGroupAction$
];
var SuspendedProcesses = [
	1,
	n0,
	_SP,
	0,
	() => SuspendedProcess$
];
var TagDescriptionList = [
	1,
	n0,
	_TDL,
	0,
	() => TagDescription$
];
var Tags = [
	1,
	n0,
	_T,
	0,
	() => Tag$
];
var TrafficSources = [
	1,
	n0,
	_TS,
	0,
	() => TrafficSourceIdentifier$
];
var CancelInstanceRefresh$ = [
	9,
	n0,
	_CIR,
	0,
	() => CancelInstanceRefreshType$,
	() => CancelInstanceRefreshAnswer$
];
var CreateOrUpdateTags$ = [
	9,
	n0,
	_COUT,
	0,
	() => CreateOrUpdateTagsType$,
	() => __Unit
];
var DeleteTags$ = [
	9,
	n0,
	_DT,
	0,
	() => DeleteTagsType$,
	() => __Unit
];
var DescribeAutoScalingGroups$ = [
	9,
	n0,
	_DASGe,
	0,
	() => AutoScalingGroupNamesType$,
	() => AutoScalingGroupsType$
];
var DescribeInstanceRefreshes$ = [
	9,
	n0,
	_DIR,
	0,
	() => DescribeInstanceRefreshesType$,
	() => DescribeInstanceRefreshesAnswer$
];
var DescribeLaunchConfigurations$ = [
	9,
	n0,
	_DLCe,
	0,
	() => LaunchConfigurationNamesType$,
	() => LaunchConfigurationsType$
];
var DescribeLifecycleHooks$ = [
	9,
	n0,
	_DLHe,
	0,
	() => DescribeLifecycleHooksType$,
	() => DescribeLifecycleHooksAnswer$
];
var DescribeScalingActivities$ = [
	9,
	n0,
	_DSAe,
	0,
	() => DescribeScalingActivitiesType$,
	() => ActivitiesType$
];
var DescribeScheduledActions$ = [
	9,
	n0,
	_DSAes,
	0,
	() => DescribeScheduledActionsType$,
	() => ScheduledActionsType$
];
var DescribeWarmPool$ = [
	9,
	n0,
	_DWPe,
	0,
	() => DescribeWarmPoolType$,
	() => DescribeWarmPoolAnswer$
];
var RollbackInstanceRefresh$ = [
	9,
	n0,
	_RIR,
	0,
	() => RollbackInstanceRefreshType$,
	() => RollbackInstanceRefreshAnswer$
];
var StartInstanceRefresh$ = [
	9,
	n0,
	_SIR,
	0,
	() => StartInstanceRefreshType$,
	() => StartInstanceRefreshAnswer$
];
var UpdateAutoScalingGroup$ = [
	9,
	n0,
	_UASG,
	0,
	() => UpdateAutoScalingGroupType$,
	() => __Unit
];
const getRuntimeConfig$1 = (config) => {
	return {
		apiVersion: "2011-01-01",
		base64Decoder: config?.base64Decoder ?? fromBase64,
		base64Encoder: config?.base64Encoder ?? toBase64$1,
		disableHostPrefix: config?.disableHostPrefix ?? false,
		endpointProvider: config?.endpointProvider ?? defaultEndpointResolver,
		extensions: config?.extensions ?? [],
		httpAuthSchemeProvider: config?.httpAuthSchemeProvider ?? defaultAutoScalingHttpAuthSchemeProvider,
		httpAuthSchemes: config?.httpAuthSchemes ?? [{
			schemeId: "aws.auth#sigv4",
			identityProvider: (ipc) => ipc.getIdentityProvider("aws.auth#sigv4"),
			signer: new AwsSdkSigV4Signer()
		}],
		logger: config?.logger ?? new NoOpLogger(),
		protocol: config?.protocol ?? AwsQueryProtocol,
		protocolSettings: config?.protocolSettings ?? {
			defaultNamespace: "com.amazonaws.autoscaling",
			errorTypeRegistries,
			xmlNamespace: "http://autoscaling.amazonaws.com/doc/2011-01-01/",
			version: "2011-01-01",
			serviceTarget: "AutoScaling_2011_01_01"
		},
		serviceId: config?.serviceId ?? "Auto Scaling",
		sha256: config?.sha256 ?? Sha256Node,
		urlParser: config?.urlParser ?? parseUrl,
		utf8Decoder: config?.utf8Decoder ?? fromUtf8$1,
		utf8Encoder: config?.utf8Encoder ?? toUtf8$1
	};
};
const getRuntimeConfig = (config) => {
	emitWarningIfUnsupportedVersion(process.version);
	const defaultsMode = resolveDefaultsModeConfig(config);
	const defaultConfigProvider = () => defaultsMode().then(loadConfigsForDefaultMode);
	const clientSharedValues = getRuntimeConfig$1(config);
	emitWarningIfUnsupportedVersion$1(process.version);
	const loaderConfig = {
		profile: config?.profile,
		logger: clientSharedValues.logger
	};
	return {
		...clientSharedValues,
		...config,
		runtime: "node",
		defaultsMode,
		authSchemePreference: config?.authSchemePreference ?? loadConfig(NODE_AUTH_SCHEME_PREFERENCE_OPTIONS, loaderConfig),
		bodyLengthChecker: config?.bodyLengthChecker ?? calculateBodyLength,
		credentialDefaultProvider: config?.credentialDefaultProvider ?? defaultProvider,
		defaultSocketTimeout: getDefaultSocketTimeout(config?.requestHandler, 9e5),
		defaultUserAgentProvider: config?.defaultUserAgentProvider ?? createDefaultUserAgentProvider({
			serviceId: clientSharedValues.serviceId,
			clientVersion: version
		}),
		maxAttempts: config?.maxAttempts ?? loadConfig(NODE_MAX_ATTEMPT_CONFIG_OPTIONS, config),
		region: config?.region ?? loadConfig(NODE_REGION_CONFIG_OPTIONS, {
			...NODE_REGION_CONFIG_FILE_OPTIONS,
			...loaderConfig
		}),
		requestHandler: NodeHttpHandler.create(config?.requestHandler ?? defaultConfigProvider),
		retryMode: config?.retryMode ?? loadConfig({
			...NODE_RETRY_MODE_CONFIG_OPTIONS,
			default: async () => (await defaultConfigProvider()).retryMode || DEFAULT_RETRY_MODE
		}, config),
		streamCollector: config?.streamCollector ?? streamCollector,
		useDualstackEndpoint: config?.useDualstackEndpoint ?? loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, loaderConfig),
		useFipsEndpoint: config?.useFipsEndpoint ?? loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, loaderConfig),
		userAgentAppId: config?.userAgentAppId ?? loadConfig(NODE_APP_ID_CONFIG_OPTIONS, loaderConfig)
	};
};
const getHttpAuthExtensionConfiguration = (runtimeConfig) => {
	const _httpAuthSchemes = runtimeConfig.httpAuthSchemes;
	let _httpAuthSchemeProvider = runtimeConfig.httpAuthSchemeProvider;
	let _credentials = runtimeConfig.credentials;
	return {
		setHttpAuthScheme(httpAuthScheme) {
			const index = _httpAuthSchemes.findIndex((scheme) => scheme.schemeId === httpAuthScheme.schemeId);
			if (index === -1) _httpAuthSchemes.push(httpAuthScheme);
			else _httpAuthSchemes.splice(index, 1, httpAuthScheme);
		},
		httpAuthSchemes() {
			return _httpAuthSchemes;
		},
		setHttpAuthSchemeProvider(httpAuthSchemeProvider) {
			_httpAuthSchemeProvider = httpAuthSchemeProvider;
		},
		httpAuthSchemeProvider() {
			return _httpAuthSchemeProvider;
		},
		setCredentials(credentials) {
			_credentials = credentials;
		},
		credentials() {
			return _credentials;
		}
	};
};
const resolveHttpAuthRuntimeConfig = (config) => {
	return {
		httpAuthSchemes: config.httpAuthSchemes(),
		httpAuthSchemeProvider: config.httpAuthSchemeProvider(),
		credentials: config.credentials()
	};
};
const resolveRuntimeExtensions = (runtimeConfig, extensions) => {
	const extensionConfiguration = Object.assign(getAwsRegionExtensionConfiguration(runtimeConfig), getDefaultExtensionConfiguration(runtimeConfig), getHttpHandlerExtensionConfiguration(runtimeConfig), getHttpAuthExtensionConfiguration(runtimeConfig));
	extensions.forEach((extension) => extension.configure(extensionConfiguration));
	return Object.assign(runtimeConfig, resolveAwsRegionExtensionConfiguration(extensionConfiguration), resolveDefaultRuntimeConfig(extensionConfiguration), resolveHttpHandlerRuntimeConfig(extensionConfiguration), resolveHttpAuthRuntimeConfig(extensionConfiguration));
};
var AutoScalingClient = class extends Client {
	config;
	constructor(...[configuration]) {
		const _config_0 = getRuntimeConfig(configuration || {});
		super(_config_0);
		this.initConfig = _config_0;
		const _config_2 = resolveUserAgentConfig(resolveClientEndpointParameters(_config_0));
		const _config_3 = resolveRetryConfig(_config_2);
		const _config_5 = resolveHostHeaderConfig(resolveRegionConfig(_config_3));
		const _config_6 = resolveEndpointConfig(_config_5);
		const _config_7 = resolveHttpAuthSchemeConfig(_config_6);
		const _config_8 = resolveRuntimeExtensions(_config_7, configuration?.extensions || []);
		this.config = _config_8;
		this.middlewareStack.use(getSchemaSerdePlugin(this.config));
		this.middlewareStack.use(getUserAgentPlugin(this.config));
		this.middlewareStack.use(getRetryPlugin(this.config));
		this.middlewareStack.use(getContentLengthPlugin(this.config));
		this.middlewareStack.use(getHostHeaderPlugin(this.config));
		this.middlewareStack.use(getLoggerPlugin(this.config));
		this.middlewareStack.use(getRecursionDetectionPlugin(this.config));
		this.middlewareStack.use(getHttpAuthSchemeEndpointRuleSetPlugin(this.config, {
			httpAuthSchemeParametersProvider: defaultAutoScalingHttpAuthSchemeParametersProvider,
			identityProviderConfigProvider: async (config) => new DefaultIdentityProviderConfig({ "aws.auth#sigv4": config.credentials })
		}));
		this.middlewareStack.use(getHttpSigningPlugin(this.config));
	}
	destroy() {
		super.destroy();
	}
};
const command = makeBuilder(commonParams, "AutoScaling_2011_01_01", "AutoScalingClient", getEndpointPlugin);
const _ep0 = {};
const _mw0 = (Command, cs, config, o) => [];
var CancelInstanceRefreshCommand = class extends command(_ep0, _mw0, "CancelInstanceRefresh", CancelInstanceRefresh$) {};
var CreateOrUpdateTagsCommand = class extends command(_ep0, _mw0, "CreateOrUpdateTags", CreateOrUpdateTags$) {};
var DeleteTagsCommand = class extends command(_ep0, _mw0, "DeleteTags", DeleteTags$) {};
var DescribeAutoScalingGroupsCommand = class extends command(_ep0, _mw0, "DescribeAutoScalingGroups", DescribeAutoScalingGroups$) {};
var DescribeInstanceRefreshesCommand = class extends command(_ep0, _mw0, "DescribeInstanceRefreshes", DescribeInstanceRefreshes$) {};
var DescribeLifecycleHooksCommand = class extends command(_ep0, _mw0, "DescribeLifecycleHooks", DescribeLifecycleHooks$) {};
var DescribeScalingActivitiesCommand = class extends command(_ep0, _mw0, "DescribeScalingActivities", DescribeScalingActivities$) {};
var DescribeScheduledActionsCommand = class extends command(_ep0, _mw0, "DescribeScheduledActions", DescribeScheduledActions$) {};
var DescribeWarmPoolCommand = class extends command(_ep0, _mw0, "DescribeWarmPool", DescribeWarmPool$) {};
var RollbackInstanceRefreshCommand = class extends command(_ep0, _mw0, "RollbackInstanceRefresh", RollbackInstanceRefresh$) {};
var StartInstanceRefreshCommand = class extends command(_ep0, _mw0, "StartInstanceRefresh", StartInstanceRefresh$) {};
var UpdateAutoScalingGroupCommand = class extends command(_ep0, _mw0, "UpdateAutoScalingGroup", UpdateAutoScalingGroup$) {};
// src/aws/bounds.ts
const LIMITS = {
	connect: 1e4,
	answer: 3e4,
	call: 75e3
};
const SESSION_LIMITS = {
	connect: 5e3,
	answer: 1e4,
	call: 3e4
};
var TimeLimit = class extends Error {
	name = "TimeLimit";
	isOwn;
	constructor(message, isOwn) {
		super(message);
		this.isOwn = isOwn;
	}
};
async function bounded$1({ clock, limit, stop }, work) {
	const call = new AbortController();
	const done = new AbortController();
	const ended = Promise.withResolvers();
	const end = (message, isOwn) => {
		if (call.signal.aborted || done.signal.aborted) return;
		const late = new TimeLimit(message, isOwn);
		call.abort(late);
		ended.reject(late);
	};
	const stopped = () => end("it was not waited for any longer", false);
	if (stop?.aborted) stopped();
	stop?.addEventListener("abort", stopped, { once: true });
	try {
		ended.promise.catch(() => {});
		if (call.signal.aborted) return await ended.promise;
		clock.sleep(limit, done.signal).then(() => end(`no answer within ${limit / 1e3} s`, true));
		return await Promise.race([work(call.signal), ended.promise]);
	} finally {
		done.abort("done");
		stop?.removeEventListener("abort", stopped);
	}
}
// src/aws/thrown.ts
function read(thrown) {
	if (!(thrown instanceof Error)) return void 0;
	const { name, message } = thrown;
	const status = numberAt(at$1(thrown, "$metadata"), "httpStatusCode");
	const [code, syscall] = [textAt$1(thrown, "code"), textAt$1(thrown, "syscall")];
	return {
		name,
		message,
		...code !== void 0 && { code },
		...syscall !== void 0 && { syscall },
		...status !== void 0 && { status },
		answered: "$fault" in thrown && status !== void 0
	};
}
const isDeserialization = (thrown) => thrown instanceof Error && "$response" in thrown && !("$fault" in thrown);
const at$1 = (value, key) => typeof value === "object" && value !== null && key in value ? Reflect.get(value, key) : void 0;
const textAt$1 = (value, key) => {
	const found = at$1(value, key);
	return typeof found === "string" ? found : void 0;
};
const numberAt = (value, key) => {
	const found = at$1(value, key);
	return typeof found === "number" ? found : void 0;
};
// src/aws/answer.ts
var ForeignAnswer = class extends Error {
	name = "ForeignAnswer";
	status;
	type;
	excerpt;
	$retryable;
	constructor({ statusCode, headers }, body) {
		super(`HTTP ${statusCode} with an answer that is not AWS's`);
		this.status = statusCode;
		this.type = String(headers["content-type"] ?? "");
		this.$retryable = statusCode >= 400 && statusCode < 500 && statusCode !== 429 ? void 0 : { throttling: false };
		this.excerpt = body.replace(/\s+/g, " ").trim().slice(0, 120);
	}
};
var IncompleteAnswer = class extends Error {
	name = "IncompleteAnswer";
	constructor(member) {
		super(`the answer has no ${member}`);
	}
};
const destinations = /* @__PURE__ */ new WeakMap();
const sent = /* @__PURE__ */ new WeakSet();
const destinationOf = (thrown) => typeof thrown === "object" && thrown !== null ? destinations.get(thrown) : void 0;
const wasSent = (call) => sent.has(call);
const wholeAnswers = ({ clock, limits, proxyTo, onRequest }) => ({ applyToStack: (stack) => stack.add((next, context) => async (args) => {
	const call = context[SMITHY_CONTEXT_KEY]?.["abortSignal"];
	if (call instanceof AbortSignal) sent.add(call);
	onRequest?.();
	try {
		return await bounded$1({
			clock,
			limit: limits.answer
		}, async (late) => {
			const result = await next(args);
			if (isResponse(result.response)) result.response.body = await bodyOf(result.response, args.request, late);
			return result;
		});
	} catch (thrown) {
		const failure = thrown instanceof TimeLimit ? timeout(thrown) : thrown;
		if (typeof failure === "object" && failure !== null) destinations.set(failure, destination$1(args.request, proxyTo));
		throw failure;
	}
}, {
	step: "deserialize",
	priority: "low",
	name: "wholeAnswer"
}) });
const timeout = (late) => Object.assign(new Error(late.message, { cause: late }), { name: "TimeoutError" });
const isResponse = (value) => typeof value === "object" && value !== null && "statusCode" in value && "headers" in value && "body" in value;
function destination$1(request, proxyTo) {
	const host = textAt$1(request, "hostname") ?? "";
	const proxy = textAt$1(request, "protocol") === "https:" ? proxyTo(host, numberAt(request, "port")) : void 0;
	return {
		host,
		...proxy !== void 0 && { proxy }
	};
}
async function bodyOf(response, request, late) {
	const bytes = await collected(response.body, late);
	if (!(speaksJson(request) ? isJsonObject(bytes) : isXmlResponse(bytes))) throw new ForeignAnswer(response, head(bytes));
	return bytes;
}
async function collected(body, late) {
	if (!isStream(body)) return Buffer.from(body instanceof Uint8Array ? body : []);
	const giveUp = () => body.destroy();
	late.addEventListener("abort", giveUp, { once: true });
	try {
		const chunks = [];
		for await (const chunk of body) chunks.push(chunk);
		return Buffer.concat(chunks);
	} finally {
		late.removeEventListener("abort", giveUp);
	}
}
const isStream = (value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value && "destroy" in value;
const speaksJson = (request) => textAt$1(at$1(request, "headers"), "content-type")?.includes("json") ?? false;
function isJsonObject(bytes) {
	try {
		const value = JSON.parse(bytes.toString("utf8"));
		return typeof value === "object" && value !== null;
	} catch {
		return false;
	}
}
const isAnswerRead = (response) => at$1(response, "statusCode") === 200 && Buffer.isBuffer(at$1(response, "body"));
const ENDS = 400;
const head = (bytes) => bytes.subarray(0, ENDS).toString("utf8");
const tail = (bytes) => bytes.subarray(-400).toString("utf8").trimEnd();
const ROOT = /^\uFEFF?(?:\s|<\?[^>]*>|<!--[\s\S]*?-->)*<((?:\w+:)?\w*Response)(?:\s[^>]*?)?(\/?)>/;
function isXmlResponse(bytes) {
	const [, root, isEmpty] = ROOT.exec(head(bytes)) ?? [];
	return root !== void 0 && (isEmpty === "/" || tail(bytes).endsWith(`</${root}>`));
}
// src/aws/needed-elements.ts
function neededElements(names) {
	const needless = new RegExp(`<(?!(?:${names.join("|")})>)(\\w+)>[^<]*</\\1>`, "g");
	return { applyToStack: (stack) => stack.addRelativeTo((next) => async (args) => {
		const result = await next(args);
		const { response } = result;
		if (isAnswerRead(response)) {
			const xml = without(needless, response.body.toString("utf8"));
			response.body = Buffer.from(xml.replace(REPEATED, "$1"));
		}
		return result;
	}, {
		relation: "before",
		toMiddleware: "wholeAnswer",
		name: "neededElements"
	}) };
}
function without(needless, xml) {
	const shorter = xml.replace(needless, "");
	return shorter === xml ? xml : without(needless, shorter);
}
const REPEATED = /(<(member|item)>(?:(?!<\2>)[\s\S])*?<\/\2>)(?:\s*\1)+/g;
// src/rollout/ports.ts
var AwsProblem = class extends Error {
	name = "AwsProblem";
	problem;
	constructor(problem, cause) {
		super(`${problem.operation}: ${problem.code}: ${problem.message}`, { cause });
		this.problem = problem;
	}
};
function problemIn(thrown) {
	if (thrown instanceof AwsProblem) return thrown.problem;
	throw thrown;
}
function collectProblems() {
	const problems = [];
	const ask = async (read) => read.catch((thrown) => {
		problems.push(problemIn(thrown));
	});
	return {
		ask,
		problems
	};
}
const TRIAL = "trial";
// src/aws/paging.ts
const MOST_PAGES = 1e3;
async function pages({ read }, operation, { page, items, next, enough = () => false }) {
	const found = [];
	const seen = /* @__PURE__ */ new Set();
	let token;
	do {
		const asked = token;
		const answer = await read(operation, (options) => page(asked, options));
		found.push(...items(answer) ?? []);
		token = next(answer) || void 0;
		if (token === void 0 || enough(found)) return found;
		if (seen.has(token)) break;
		seen.add(token);
	} while (seen.size < MOST_PAGES);
	throw new AwsProblem({
		kind: "rejected",
		operation,
		code: "EndlessPages",
		message: `the answer goes on after ${seen.size} pages, or begins again`
	});
}
// src/aws/present.ts
const present = (value) => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== void 0));
// src/rollout/model/refresh.ts
const names$1 = ({ to = [] }, { templates }) => templates.length > 0 && to.length === templates.length && templates.every((each) => namesVersion({ to }, each));
function namesNumbers(refresh, templates, numbers) {
	const ids = [...new Set(templates.map(({ id }) => id))];
	const { to = [] } = refresh;
	return ids.length === numbers.length && to.length === ids.length && ids.every((id, i) => namesVersion(refresh, {
		id,
		version: numbers[i] ?? 0
	}));
}
const namesVersion = ({ to = [] }, { id, version }) => to.some((each) => each.template === id && each.version === String(version));
// src/rollout/model/refresh-status.ts
const known$1 = [
	"Pending",
	"InProgress",
	"Baking",
	"Successful",
	"Failed",
	"Cancelling",
	"Cancelled",
	"RollbackInProgress",
	"RollbackSuccessful",
	"RollbackFailed"
];
const isKnownStatus = (text) => known$1.some((status) => status === text);
const refreshStatus = (text) => isKnownStatus(text) ? text : text;
const NOT_LISTED = "NotListed";
const isActive = (status) => isPending(status) || isReplacing(status) || isBaking(status) || isCancelling(status) || isRollingBack(status);
const isPending = (status) => status === "Pending";
const isReplacing = (status) => status === "InProgress";
const isBaking = (status) => status === "Baking";
const isSuccessful = (status) => status === "Successful";
const isCancelling = (status) => status === "Cancelling";
const isCancelled = (status) => status === "Cancelled";
const isRollingBack = (status) => status === "RollbackInProgress";
const isRolledBack = (status) => status === "RollbackSuccessful";
const isRollbackFailed = (status) => status === "RollbackFailed";
const hasRollback = (status) => isRollingBack(status) || isRolledBack(status) || isRollbackFailed(status);
const hasCancel = (status) => isCancelling(status) || isCancelled(status);
// src/rollout/launch-template/marker.ts
const form$4 = /^ami-rollout\/1 from=(\d+) image=(ami-[0-9a-z]+) sha=([0-9a-f]{0,12}) run=([\w.-]+)(?: source=(\d+))?/;
function describe(from, image, { id, sha, source }) {
	const made = source === void 0 || source === from ? "" : ` source=${source}`;
	return `ami-rollout/1 from=${from} image=${image} sha=${sha.slice(0, 12)} run=${id}${made}`;
}
function markerIn(description) {
	const [, from, image, sha, run, source = from] = form$4.exec(description) ?? [];
	if (from === void 0 || image === void 0 || sha === void 0 || run === void 0) return void 0;
	return {
		from: Number(from),
		source: Number(source),
		image,
		sha,
		run
	};
}
const tokenFor$1 = (template, source, image, run) => `ami-rollout-${run.id}-${template}-${source}-${image}`;
// src/rollout/launch-template/lineage.ts
const markerOn = ({ description, image }) => {
	const marker = markerIn(description);
	return marker?.image === image ? marker : void 0;
};
function markerOf(version, versions) {
	const marker = markerOn(version);
	return versions.some((each) => each.version < version.version && haveSameMarker(each, version)) ? void 0 : marker;
}
const isCopied = (version, versions) => versions.some((each) => each.version > version.version && haveSameMarker(each, version));
function haveSameMarker(one, other) {
	const [mine, its] = [markerOn(one), markerOn(other)];
	if (one.id !== other.id || !mine || !its) return false;
	return mine.run === its.run && mine.source === its.source && mine.image === its.image;
}
function ancestors(version, versions) {
	const from = markerOf(version, versions)?.from;
	const source = from !== void 0 && from < version.version ? versions.find((each) => each.id === version.id && each.version === from) : void 0;
	return source ? [source, ...ancestors(source, versions)] : [];
}
// src/rollout/launch-template/tag-origin.ts
const originOf = ({ run, attempt }, { at }, limit) => ({
	run: run.id,
	attempt,
	until: at + limit
});
const originText = ({ run, attempt, refresh, until }) => `run=${run}/${attempt}${refresh === void 0 ? "" : ` refresh=${refresh}`} until=${new Date(until).toISOString().slice(0, 19)}Z`;
const form$3 = /(?:^| )run=([\w.-]+)\/(\d+)(?: refresh=([\w-]+))? until=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;
function originIn(value) {
	const [, run, attempt, refresh, until] = form$3.exec(value) ?? [];
	if (run === void 0 || until === void 0) return void 0;
	return {
		run,
		attempt: Number(attempt),
		...refresh !== void 0 && { refresh },
		until: Date.parse(until)
	};
}
const withoutOrigin = (value) => value.replace(form$3, "");
function withRefresh(value, refresh) {
	const origin = originIn(value);
	return origin ? `${withoutOrigin(value)} ${originText({
		...origin,
		refresh
	})}` : value;
}
function mayGoOn(origin, { versions, refreshes }, by) {
	if (origin.run === by.run || origin.until <= by.at) return false;
	const made = versions.filter((each) => markerOf(each, versions)?.run === origin.run);
	return refreshes.filter((each) => each.id === origin.refresh || made.some((version) => namesVersion(each, version))).every(({ status }) => isActive(status));
}
const isConfirmed = (origin, { versions, refreshes }) => refreshes.some(({ id }) => id === origin.refresh) || versions.some((each) => markerOf(each, versions)?.run === origin.run);
// src/rollout/launch-template/alias.ts
const ALIAS_TAG = "ami-rollout:alias";
function taggedAliases({ tags, templates }) {
	const value = withoutOrigin(tags.get("ami-rollout:alias") ?? "");
	if (isAlias(value)) return new Map(templates.map(({ id }) => [id, value]));
	return new Map(value.split(" ").flatMap((pair) => {
		const [id = "", alias = ""] = pair.split("=");
		return isAlias(alias) ? [[id, alias]] : [];
	}));
}
function aliasFact({ tags }) {
	const aliasTag = tags.get(ALIAS_TAG);
	return aliasTag === void 0 ? {} : { aliasTag };
}
function withAliasTag(group, tag) {
	const { [ALIAS_TAG]: _, ...others } = Object.fromEntries(group.tags);
	return {
		...group,
		tags: new Map(Object.entries(tag === void 0 ? others : {
			...others,
			[ALIAS_TAG]: tag
		}))
	};
}
function agreedAliases(group, { aliasTag }) {
	const writer = originIn(group.tags.get("ami-rollout:alias") ?? "")?.run;
	if (writer !== void 0 && writer !== originIn(aliasTag ?? "")?.run) return /* @__PURE__ */ new Map();
	const carried = taggedAliases({
		...group,
		tags: new Map(aliasTag === void 0 ? [] : [[ALIAS_TAG, aliasTag]])
	});
	return new Map([...taggedAliases(group)].filter(([id, alias]) => carried.get(id) === alias));
}
function aliasTag(aliases, templates) {
	const [first, ...others] = new Set(templates.map(({ id }) => aliases.get(id)));
	if (first !== void 0 && others.length === 0) return first;
	return [...aliases].map(([id, alias]) => `${id}=${alias}`).join(" ");
}
function aliasTagFor(group, origin) {
	const follows = group.templates.flatMap(({ id, version }) => isAlias(version) ? [[id, version]] : []);
	if (follows.length === 0) return void 0;
	return `${aliasTag(new Map([...taggedAliases(group), ...follows]), group.templates)} ${originText(origin)}`;
}
const isAlias = (version) => version === "$Latest" || version === "$Default";
const meaning = (alias, template) => alias === "$Latest" ? template.latest : template.default;
const mayRestore = (alias, saved, template, proven) => saved === String(proven) && meaning(alias, template) === proven;
const versionOf = (spec) => isAlias(spec) ? spec : Number(spec);
// src/rollout/model/lifecycle.ts
const known = [
	"Pending",
	"Pending:Wait",
	"Pending:Proceed",
	"Quarantined",
	"InService",
	"Terminating",
	"Terminating:Wait",
	"Terminating:Proceed",
	"Terminating:Retained",
	"Terminated",
	"Detaching",
	"Detached",
	"EnteringStandby",
	"Standby",
	"ReplacingRootVolume",
	"ReplacingRootVolume:Wait",
	"ReplacingRootVolume:Proceed",
	"RootVolumeReplaced",
	"Warmed:Pending",
	"Warmed:Pending:Wait",
	"Warmed:Pending:Proceed",
	"Warmed:Pending:Retained",
	"Warmed:Terminating",
	"Warmed:Terminating:Wait",
	"Warmed:Terminating:Proceed",
	"Warmed:Terminating:Retained",
	"Warmed:Terminated",
	"Warmed:Stopped",
	"Warmed:Running",
	"Warmed:Hibernated"
];
const isKnown$1 = (text) => known.some((state) => state === text);
const lifecycleOf = (text) => isKnown$1(text) ? text : text;
const isInService = ({ lifecycle }) => lifecycle === "InService";
const isLaunching = ({ lifecycle }) => lifecycle === "Pending" || lifecycle === "Pending:Wait" || lifecycle === "Pending:Proceed";
const isTerminating = ({ lifecycle }) => lifecycle === "Terminating" || lifecycle === "Terminating:Wait" || lifecycle === "Terminating:Proceed";
const isRetained = ({ lifecycle }) => lifecycle === "Terminating:Retained";
const isLeaving = (living) => isTerminating(living) || isRetained(living) || isDetaching(living) || living.lifecycle === "Terminated";
const isDetaching = ({ lifecycle }) => lifecycle === "Detaching" || lifecycle === "Detached";
const isStandby = ({ lifecycle }) => lifecycle === "Standby" || lifecycle === "EnteringStandby";
const isInWarmPool = ({ lifecycle }) => lifecycle.startsWith("Warmed:");
const isWaitingForHook = ({ lifecycle }) => lifecycle === "Pending:Wait" || lifecycle === "Terminating:Wait";
// src/aws/launch-source.ts
function savedIn(group, unknown) {
	const { LaunchTemplate: template, MixedInstancesPolicy: policy } = group;
	const templates = distinct$1(specificationsIn(group).map(namedBy));
	if (policy) return {
		form: "mixed-instances-policy",
		templates,
		mixed: mixedFrom(policy, unknown)
	};
	return {
		form: template ? "launch-template" : "launch-configuration",
		templates
	};
}
function specificationsIn(source) {
	const mixed = source.MixedInstancesPolicy?.LaunchTemplate;
	const overrides = mixed?.Overrides?.map((override) => override.LaunchTemplateSpecification) ?? [];
	return [
		source.LaunchTemplate,
		mixed?.LaunchTemplateSpecification,
		...overrides
	].filter((each) => each !== void 0);
}
const namedBy = ({ LaunchTemplateId: id = "", LaunchTemplateName: name = "", Version: version = "$Default" }) => ({
	id,
	name,
	version
});
const distinct$1 = (all) => all.filter((each, i) => all.findIndex(({ id, version }) => id === each.id && version === each.version) === i);
const mixedFrom = (policy, unknown) => ({
	whole: policy,
	unknown,
	overrides: policy.LaunchTemplate?.Overrides?.map(overrideFrom) ?? []
});
const overrideFrom = (override) => {
	const { InstanceType: type, ImageId: image, LaunchTemplateSpecification: own } = override;
	return {
		...type !== void 0 && { type },
		...own?.LaunchTemplateId !== void 0 && { template: own.LaunchTemplateId },
		...image !== void 0 && { image },
		byAttributes: override.InstanceRequirements !== void 0
	};
};
function refreshTarget(source) {
	const named = distinct$1(specificationsIn(source ?? {}).map(namedBy));
	return named.length > 0 && named.every(({ id }) => id !== "") ? { to: named.map(({ id, version }) => ({
		template: id,
		version
	})) } : {};
}
function sourceWith({ mixed }, choices) {
	if (mixed) return { MixedInstancesPolicy: policyWith(mixed, choices) };
	const [only] = choices;
	return { LaunchTemplate: {
		LaunchTemplateId: only?.id,
		Version: String(only?.version)
	} };
}
const groupWith = (group, choices) => ({
	...group,
	templates: distinct$1(group.templates.map((saved) => {
		const choice = choices.find(({ id }) => id === saved.id);
		return choice ? {
			...saved,
			version: String(choice.version)
		} : saved;
	})),
	...group.mixed && { mixed: {
		...group.mixed,
		whole: policyWith(group.mixed, choices)
	} }
});
function policyWith({ whole }, choices) {
	const policy = whole;
	const { LaunchTemplate: template } = policy;
	return {
		...policy,
		LaunchTemplate: {
			...template,
			LaunchTemplateSpecification: template?.LaunchTemplateSpecification && chosen(template.LaunchTemplateSpecification, choices),
			...template?.Overrides && { Overrides: template.Overrides.map((override) => overrideWith(override, choices)) }
		}
	};
}
const overrideWith = (override, choices) => {
	const { LaunchTemplateSpecification: own } = override;
	return own ? {
		...override,
		LaunchTemplateSpecification: chosen(own, choices)
	} : override;
};
function chosen({ LaunchTemplateName: _, ...named }, choices) {
	const choice = choices.find(({ id }) => id === named.LaunchTemplateId);
	return choice ? {
		...named,
		Version: String(choice.version)
	} : named;
}
// src/aws/once-per-object.ts
function oncePerObject(make) {
	const made = /* @__PURE__ */ new WeakMap();
	return (from, owner) => {
		const to = made.get(from) ?? make(from, owner);
		made.set(from, to);
		return to;
	};
}
// src/aws/auto-scaling/from.ts
const MS_PER_SECOND = 1e3;
const inMs = (seconds) => seconds === void 0 ? void 0 : seconds * MS_PER_SECOND;
function groupFrom(group, { at, unknown }) {
	const attached = (type) => group.TrafficSources?.flatMap(({ Type, Identifier }) => Type === type && Identifier ? [Identifier] : []) ?? [];
	const { AutoScalingGroupName: name = "", InstanceMaintenancePolicy: policy } = group;
	const warmup = notNegative(group.DefaultInstanceWarmup);
	const [min, max] = [notNegative(policy?.MinHealthyPercentage), notNegative(policy?.MaxHealthyPercentage)];
	return {
		at,
		name,
		arn: group.AutoScalingGroupARN ?? "",
		account: group.AutoScalingGroupARN?.split(":")[4] ?? "",
		desired: group.DesiredCapacity ?? 0,
		min: group.MinSize ?? 0,
		max: group.MaxSize ?? 0,
		...savedIn(group, unknown),
		healthCheckType: group.HealthCheckType ?? "EC2",
		healthCheckGracePeriod: (group.HealthCheckGracePeriod ?? 0) * MS_PER_SECOND,
		...present({ defaultInstanceWarmup: inMs(warmup) }),
		...min !== void 0 && max !== void 0 && { maintenance: {
			minHealthyPercentage: min,
			maxHealthyPercentage: max
		} },
		subnets: group.VPCZoneIdentifier?.split(",").filter(Boolean) ?? [],
		zones: group.AvailabilityZones ?? [],
		targetGroups: [.../* @__PURE__ */ new Set([
			...group.TargetGroupARNs ?? [],
			...attached("elbv2"),
			...group.LoadBalancerNames ?? [],
			...attached("elb")
		])],
		unwatched: attached("vpc-lattice"),
		suspended: group.SuspendedProcesses?.flatMap(({ ProcessName }) => ProcessName ?? []) ?? [],
		protectsNewInstances: group.NewInstancesProtectedFromScaleIn ?? false,
		tags: new Map(group.Tags?.map(({ Key = "", Value = "" }) => [Key, Value])),
		instances: group.Instances?.map((each) => sharedInstanceFrom(each, name)) ?? [],
		hasWarmPool: group.WarmPoolConfiguration !== void 0,
		isReservedOnly: group.CapacityReservationSpecification?.CapacityReservationPreference === "capacity-reservations-only",
		...present({ operator: group.Operator?.Principal })
	};
}
function useOf(template, group) {
	const versions = [...specificationsIn(group), ...group.Instances?.flatMap((instance) => instance.LaunchTemplate ?? []) ?? []].flatMap((each) => each.LaunchTemplateId === template ? [versionOf(each.Version ?? "$Default")] : []);
	if (versions.length === 0) return [];
	const mixed = group.MixedInstancesPolicy && { mixed: true };
	return [{
		template,
		group: group.AutoScalingGroupName ?? "",
		versions: [...new Set(versions)],
		...mixed
	}];
}
const notNegative = (value) => value !== void 0 && value >= 0 ? value : void 0;
const sharedInstanceFrom = oncePerObject(instanceFrom);
function instanceFrom(instance) {
	const { LaunchTemplateId: id, Version: version } = instance.LaunchTemplate ?? {};
	return {
		id: instance.InstanceId ?? "",
		type: instance.InstanceType ?? "",
		zone: instance.AvailabilityZone ?? "",
		lifecycle: lifecycleOf(instance.LifecycleState ?? ""),
		healthy: instance.HealthStatus?.toLowerCase() === "healthy",
		protectedFromScaleIn: instance.ProtectedFromScaleIn ?? false,
		...id !== void 0 && version !== void 0 && { template: {
			id,
			version: Number(version)
		} },
		...instance.WeightedCapacity !== void 0 && { weight: Number(instance.WeightedCapacity) }
	};
}
function refreshFrom(refresh) {
	const preferences = refresh.Preferences ?? {};
	return {
		id: refresh.InstanceRefreshId ?? "",
		status: refreshStatus(refresh.Status ?? ""),
		...present({
			percent: refresh.PercentageComplete,
			left: refresh.InstancesToUpdate,
			reason: refresh.StatusReason,
			rollbackReason: refresh.RollbackDetails?.RollbackReason,
			began: refresh.StartTime?.getTime(),
			ended: refresh.EndTime?.getTime()
		}),
		...refreshTarget(refresh.DesiredConfiguration),
		preferences: present({
			checkpoints: preferences.CheckpointPercentages ?? [],
			checkpointDelay: preferences.CheckpointPercentages ? inMs(preferences.CheckpointDelay) : 0,
			alarms: preferences.AlarmSpecification?.Alarms ?? [],
			minHealthyPercentage: preferences.MinHealthyPercentage,
			maxHealthyPercentage: preferences.MaxHealthyPercentage,
			instanceWarmup: inMs(preferences.InstanceWarmup),
			bakeTime: inMs(preferences.BakeTime),
			skipMatching: preferences.SkipMatching,
			autoRollback: preferences.AutoRollback,
			scaleInProtectedInstances: preferences.ScaleInProtectedInstances,
			standbyInstances: preferences.StandbyInstances
		})
	};
}
// src/aws/auto-scaling/unknown-members.ts
function answerOf(command) {
	let response;
	command.middlewareStack.add((next) => async (args) => {
		const result = await next(args);
		response = result.response;
		return result;
	}, {
		step: "deserialize",
		priority: "low",
		name: "keepAnswer"
	});
	return { text: () => {
		const bytes = at$1(response, "body");
		return bytes instanceof Uint8Array ? Buffer.from(bytes).toString("utf8") : "";
	} };
}
const POLICY = /<MixedInstancesPolicy>[\s\S]*<\/MixedInstancesPolicy>/;
const ELEMENT = /<([A-Z]\w*)[\s/>]/g;
function unknownMembers(xml, policy) {
	const [text = ""] = POLICY.exec(xml) ?? [];
	const known = /* @__PURE__ */ new Set(["MixedInstancesPolicy", ...namesIn(policy)]);
	const found = [...text.matchAll(ELEMENT)].flatMap(([, name]) => name === void 0 || known.has(name) ? [] : [name]);
	return [...new Set(found)].sort();
}
const namesIn = (value) => typeof value !== "object" || value === null ? [] : Object.entries(value).flatMap(([key, inner]) => [key, ...namesIn(inner)]);
// src/aws/auto-scaling/reads.ts
const LARGEST_PAGE = 100;
const LAUNCH_WORDS = /^Launching a new EC2 instance(?:[:.]|$)/;
const LISTED_LATE = 6e4;
const ACTIVITY_ELEMENTS = [
	"Description",
	"NextToken",
	"DescribeScalingActivitiesResult",
	"Activities"
];
const LAUNCH_ELEMENTS = [
	...ACTIVITY_ELEMENTS,
	"ActivityId",
	"StartTime",
	"StatusCode",
	"StatusMessage"
];
const CAUSE_ELEMENTS = [...ACTIVITY_ELEMENTS, "Cause"];
const GROUP_ELEMENTS = [
	"AutoScalingGroupName",
	"NextToken",
	"DescribeAutoScalingGroupsResult",
	"AutoScalingGroups"
];
const TAGGED_ELEMENTS = [...GROUP_ELEMENTS, "Status"];
const USE_ELEMENTS = [
	...GROUP_ELEMENTS,
	"LaunchTemplateId",
	"Version",
	"MixedInstancesPolicy"
];
const ENDED = [
	"Successful",
	"Failed",
	"Cancelled"
];
const hasEnded = ({ StatusCode }) => StatusCode !== void 0 && ENDED.includes(StatusCode);
const isLaunch = ({ Description = "" }) => LAUNCH_WORDS.test(Description);
const failedAmong = (activities, since) => activities.flatMap((activity) => {
	const { ActivityId: id = "", StartTime, StatusCode: status, StatusMessage, Description = "" } = activity;
	const began = StartTime?.getTime();
	return (status === "Failed" || status === "Cancelled") && isLaunch(activity) && began !== void 0 && began >= since ? [{
		id,
		began,
		status,
		message: StatusMessage ?? Description
	}] : [];
});
function endedBefore(activities, since) {
	const starts = (some) => some.flatMap(({ StartTime }) => StartTime && StartTime.getTime() >= since ? [StartTime.getTime()] : []);
	const unended = activities.filter((each) => isLaunch(each) && !hasEnded(each));
	return Math.max(since, Math.min(Math.max(...starts(activities)) - LISTED_LATE, ...starts(unended)));
}
const LARGEST_POOL_PAGE = 50;
const TIME = /At \d{4}-\d{2}-\d{2}T[\d:]+Z /g;
function autoScalingReads(calls) {
	const { client, read, awsNow } = calls;
	const autoScaling = client(AutoScalingClient);
	const page = (token) => ({
		MaxRecords: LARGEST_PAGE,
		...token && { NextToken: token }
	});
	const groups = (input, elements, options) => {
		const describe = new DescribeAutoScalingGroupsCommand(input);
		describe.middlewareStack.use(neededElements(elements));
		return autoScaling.send(describe, options);
	};
	const activitiesOf = (name, elements, enough) => pages(calls, "DescribeScalingActivities", {
		page: (token, options) => {
			const describe = new DescribeScalingActivitiesCommand({
				AutoScalingGroupName: name,
				...page(token)
			});
			describe.middlewareStack.use(neededElements(elements));
			return autoScaling.send(describe, options);
		},
		items: ({ Activities }) => Activities,
		next: ({ NextToken }) => NextToken,
		enough
	});
	return {
		async group(name) {
			const describe = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
			const answer = answerOf(describe);
			const group = (await read("DescribeAutoScalingGroups", (options) => autoScaling.send(describe, options))).AutoScalingGroups?.[0];
			const policy = group?.MixedInstancesPolicy;
			return group && groupFrom(group, {
				at: awsNow(),
				unknown: policy ? unknownMembers(answer.text(), policy) : []
			});
		},
		groupsTagged: ({ key, value }) => pages(calls, "DescribeAutoScalingGroups", {
			page: (token, options) => {
				const Filters = [{
					Name: `tag:${key}`,
					Values: [value]
				}];
				return groups({
					Filters,
					...page(token)
				}, TAGGED_ELEMENTS, options);
			},
			items: ({ AutoScalingGroups = [] }) => AutoScalingGroups.flatMap(({ AutoScalingGroupName: name, Status }) => name && !Status ? [name] : []),
			next: ({ NextToken }) => NextToken
		}),
		async hooks(name) {
			const describe = new DescribeLifecycleHooksCommand({ AutoScalingGroupName: name });
			const { LifecycleHooks = [] } = await read("DescribeLifecycleHooks", (options) => autoScaling.send(describe, options));
			return LifecycleHooks.map(({ LifecycleHookName = "", LifecycleTransition = "", HeartbeatTimeout = 0 }) => ({
				name: LifecycleHookName,
				at: LifecycleTransition.endsWith("LAUNCHING") ? "launch" : "termination",
				timeout: HeartbeatTimeout * MS_PER_SECOND
			}));
		},
		async scheduledActions(name) {
			return (await pages(calls, "DescribeScheduledActions", {
				page: (token, options) => autoScaling.send(new DescribeScheduledActionsCommand({
					AutoScalingGroupName: name,
					...page(token)
				}), options),
				items: ({ ScheduledUpdateGroupActions }) => ScheduledUpdateGroupActions,
				next: ({ NextToken }) => NextToken
			})).flatMap(({ ScheduledActionName: action = "", StartTime: at, ...of }) => {
				const sizes = {
					min: of.MinSize,
					max: of.MaxSize,
					desired: of.DesiredCapacity
				};
				return at ? [{
					name: action,
					at: at.getTime(),
					...present({
						recurrence: of.Recurrence,
						...sizes
					})
				}] : [];
			});
		},
		async warmPool(name) {
			return (await pages(calls, "DescribeWarmPool", {
				page: (token, options) => autoScaling.send(new DescribeWarmPoolCommand({
					AutoScalingGroupName: name,
					MaxRecords: LARGEST_POOL_PAGE,
					...token && { NextToken: token }
				}), options),
				items: ({ Instances }) => Instances,
				next: ({ NextToken }) => NextToken
			})).map(instanceFrom);
		},
		async refreshes(name) {
			return (await pages(calls, "DescribeInstanceRefreshes", {
				page: (token, options) => autoScaling.send(new DescribeInstanceRefreshesCommand({
					AutoScalingGroupName: name,
					...page(token)
				}), options),
				items: ({ InstanceRefreshes }) => InstanceRefreshes,
				next: ({ NextToken }) => NextToken
			})).map(refreshFrom);
		},
		async refresh(name, id) {
			const describe = new DescribeInstanceRefreshesCommand({
				AutoScalingGroupName: name,
				InstanceRefreshIds: [id]
			});
			return (await read("DescribeInstanceRefreshes", (options) => autoScaling.send(describe, options))).InstanceRefreshes?.map(refreshFrom).find((each) => each.id === id);
		},
		templateUses: (templates) => pages(calls, "DescribeAutoScalingGroups", {
			page: (token, options) => groups(page(token), USE_ELEMENTS, options),
			items: ({ AutoScalingGroups = [] }) => AutoScalingGroups.flatMap((group) => templates.flatMap((id) => useOf(id, group))),
			next: ({ NextToken }) => NextToken
		}),
		async causes(name, instances) {
			const named = (found, id) => found.find(({ Description }) => Description?.includes(id));
			const activities = await activitiesOf(name, CAUSE_ELEMENTS, (found) => instances.every((id) => named(found, id)));
			return instances.flatMap((id) => {
				const newest = named(activities, id);
				return newest?.Cause === void 0 ? [] : [newest.Cause.replaceAll(TIME, "").replaceAll(`instance ${id}`, id).replaceAll(id, "the instance")];
			});
		},
		async launches(name, since) {
			const isOlder = (activity) => hasEnded(activity) && activity.StartTime !== void 0 && activity.StartTime.getTime() < since;
			const isEnough = (found) => found.some(isOlder) || failedAmong(found, since).length >= 100;
			const found = await activitiesOf(name, LAUNCH_ELEMENTS, isEnough);
			return {
				failed: failedAmong(found, since),
				endedBefore: endedBefore(found, since)
			};
		}
	};
}
// src/rollout/hand-over.ts
const HAND_OVER_TAG = "ami-rollout:handed-over";
function handOverNote({ run, attempt, refresh, from, to, failureCode, until }) {
	const code = failureCode === void 0 ? "" : ` code=${failureCode}`;
	return `run=${run}/${attempt} refresh=${refresh} from=${from.join(",")} to=${to.join(",")}${code} until=${new Date(until).toISOString().slice(0, 19)}Z`;
}
const form$2 = /^run=([\w.-]+)\/(\d+) refresh=([\w-]+) from=(\d+(?:,\d+)*|) to=(\d+(?:,\d+)*)(?: code=([a-z-]+))? until=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;
function handOverNoteIn(value) {
	const [, run, attempt, refresh, from, to, failureCode, until] = form$2.exec(value ?? "") ?? [];
	if (run === void 0 || refresh === void 0 || to === void 0 || until === void 0) return void 0;
	return {
		run,
		attempt: Number(attempt),
		refresh,
		from: from ? from.split(",").map(Number) : [],
		to: to.split(",").map(Number),
		...failureCode !== void 0 && { failureCode },
		until: Date.parse(until)
	};
}
function handedOverBy(run, value) {
	const note = handOverNoteIn(value);
	return note?.run === run.id ? note : void 0;
}
function shownNote({ group, refreshes }, run) {
	const note = handedOverBy(run, group.tags.get(HAND_OVER_TAG));
	const refresh = note && refreshes.find(({ id }) => id === note.refresh);
	if (!note || !refresh) return void 0;
	return namesNumbers(refresh, group.templates, note.to) || note.failureCode !== void 0 && namesNumbers(refresh, group.templates, note.from) ? {
		note,
		refresh
	} : void 0;
}
// src/rollout/launch-template/last-rollout.ts
const LAST_TAG = "ami-rollout:last";
const lastRolloutText = ({ from, to, saved, at, ...origin }) => `from=${from.join(",")} to=${to.join(",")}${saved === void 0 ? "" : ` saved=${saved}`} at=${new Date(at).toISOString().slice(0, 19)}Z ${originText(origin)}`;
const form$1 = /^from=((?:\d+(?:,\d+)*)?) to=(\d+(?:,\d+)*)(?: saved=(\d+|\$Latest|\$Default))? at=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;
function lastRolloutIn(value = "") {
	const origin = originIn(value);
	const [, from, to, saved, at] = form$1.exec(withoutOrigin(value)) ?? [];
	if (!origin || from === void 0 || to === void 0 || at === void 0) return void 0;
	return {
		...origin,
		from: numbers(from),
		to: numbers(to),
		...saved !== void 0 && { saved },
		at: Date.parse(at)
	};
}
const numbers = (text) => text.split(",").filter(Boolean).map(Number);
const lastRolloutOf = ({ tags }) => lastRolloutIn(tags.get(LAST_TAG));
function formerFact(group, run) {
	const last = lastRolloutOf(group);
	return last?.run === run && last.saved !== void 0 ? { former: last.saved } : {};
}
function provenLastRollout(evidence) {
	const { group, refreshes, run, isOwnStart } = evidence;
	const last = lastRolloutOf(group);
	if (!last) return void 0;
	const its = refreshes.findIndex((each) => last.refresh === void 0 ? last.run === run && (each.began ?? last.at) >= last.at && isOwnStart(each) : each.id === last.refresh);
	const refresh = refreshes[its];
	if (!refresh || !namesNumbers(refresh, group.templates, last.to)) return void 0;
	return isProven(last.from, group, refreshes.slice(its + 1)) ? {
		...last,
		refresh: refresh.id
	} : void 0;
}
function isProven(versions, { templates, instances }, refreshes) {
	if (versions.length === 0) return true;
	const ids = [...new Set(templates.map(({ id }) => id))];
	const isRun = (id, version) => instances.some(({ template }) => template?.id === id && template.version === version);
	const isSaved = (id, version) => templates.some((each) => each.id === id && each.version === String(version));
	return refreshes.some((each) => isSuccessful(each.status) && namesNumbers(each, templates, versions)) || ids.every((id, i) => isRun(id, versions[i] ?? 0) || isSaved(id, versions[i] ?? 0));
}
const LONGEST_CLAIM = 864e5;
function claimOfOther(last, { run, now }) {
	if (!last || last.run === run || last.refresh !== void 0) return void 0;
	const until = Math.min(last.until, last.at + LONGEST_CLAIM);
	return last.at <= now && now < until ? {
		...last,
		until
	} : void 0;
}
function lastOfTemplate(last, i) {
	const [from, to] = [last?.from[i], last?.to[i]];
	return from !== void 0 && to !== void 0 ? { last: {
		from,
		to
	} } : {};
}
const numbersOf = (versions, { templates }) => [...new Set(templates.map(({ id }) => id))].flatMap((id) => versions.find((each) => each.id === id)?.version ?? []);
// src/rollout/launch-template/rollback-note.ts
const ROLLBACK_TAG = "ami-rollout:rollback";
const rollbackNote = ({ versions, failureCode, undoes, ...origin }) => `to=${versions.join(",")}${failureCode === void 0 ? "" : ` code=${failureCode}`}${undoes === void 0 ? "" : ` undoes=${undoes}`} ${originText(origin)}`;
const action_form = /^to=(\d+(?:,\d+)*)(?: code=([a-z-]+))?(?: undoes=([\w-]+))?$/;
function rollbackNoteIn(value = "") {
	const origin = originIn(value);
	const [, versions, failureCode, undoes] = action_form.exec(withoutOrigin(value)) ?? [];
	if (!origin || versions === void 0) return void 0;
	return {
		...origin,
		versions: versions.split(",").map(Number),
		...failureCode !== void 0 && { failureCode },
		...undoes !== void 0 && { undoes }
	};
}
function notedBy(value, evidence) {
	const note = rollbackNoteIn(value);
	return note?.run === evidence.run.id && isOfNewest(note, evidence) ? note.versions : void 0;
}
const isOfNewest = ({ refresh, versions }, { templates, newest }) => newest !== void 0 && (refresh === void 0 ? namesNumbers(newest, templates, versions) : newest.id === refresh);
function unbegunRollback(value, newest) {
	const note = rollbackNoteIn(value);
	if (note?.undoes === void 0 || note.undoes !== newest?.id) return void 0;
	return isActive(newest.status) || isSuccessful(newest.status) || isRolledBack(newest.status) ? void 0 : {
		note,
		refresh: newest
	};
}
// src/aws/auto-scaling/writes.ts
function autoScalingWrites({ client, onceOnly, write, writeOnce }) {
	const autoScaling = client(AutoScalingClient);
	const autoScalingOnce = onceOnly(AutoScalingClient);
	const named = (group, Key) => ({
		ResourceType: "auto-scaling-group",
		ResourceId: group,
		Key
	});
	const tag = async (group, key, Value) => {
		const Tags = [{
			...named(group, key),
			Value,
			PropagateAtLaunch: false
		}];
		await write("CreateOrUpdateTags", (options) => autoScaling.send(new CreateOrUpdateTagsCommand({ Tags }), options));
	};
	const untag = async (group, key) => {
		const Tags = [named(group, key)];
		await write("DeleteTags", (options) => autoScaling.send(new DeleteTagsCommand({ Tags }), options));
	};
	return {
		tagAlias: (group, aliases) => tag(group, ALIAS_TAG, aliases),
		untagAlias: (group) => untag(group, ALIAS_TAG),
		noteRollback: (group, note) => tag(group, ROLLBACK_TAG, note),
		noteRollout: (group, note) => tag(group, LAST_TAG, note),
		forgetRollout: (group) => untag(group, LAST_TAG),
		noteHandOver: (group, note) => tag(group, HAND_OVER_TAG, note),
		forgetHandOver: (group) => untag(group, HAND_OVER_TAG),
		async saveVersions(group, choices) {
			const source = sourceWith(group, choices);
			const update = new UpdateAutoScalingGroupCommand({
				AutoScalingGroupName: group.name,
				...source
			});
			await write("UpdateAutoScalingGroup", (options) => autoScaling.send(update, options));
			return groupWith(group, choices);
		},
		async startRefresh(group, { templates }, preferences) {
			const start = new StartInstanceRefreshCommand({
				AutoScalingGroupName: group.name,
				Strategy: "Rolling",
				DesiredConfiguration: sourceWith(group, templates),
				Preferences: preferencesTo(preferences)
			});
			const { InstanceRefreshId } = await writeOnce("StartInstanceRefresh", (options) => autoScalingOnce.send(start, options));
			if (InstanceRefreshId !== void 0) return InstanceRefreshId;
			throw new AwsProblem({
				kind: "lost",
				operation: "StartInstanceRefresh",
				code: "NoId",
				message: "the answer has no id"
			});
		},
		async rollbackRefresh(group) {
			const rollback = new RollbackInstanceRefreshCommand({ AutoScalingGroupName: group });
			await writeOnce("RollbackInstanceRefresh", (options) => autoScalingOnce.send(rollback, options));
		},
		async cancelRefresh(group, { waits }) {
			const cancel = new CancelInstanceRefreshCommand({
				AutoScalingGroupName: group,
				...!waits && { WaitForTransitioningInstances: false }
			});
			await writeOnce("CancelInstanceRefresh", (options) => autoScalingOnce.send(cancel, options));
		}
	};
}
const preferencesTo = (preferences) => ({
	MinHealthyPercentage: preferences.minHealthyPercentage,
	MaxHealthyPercentage: preferences.maxHealthyPercentage,
	InstanceWarmup: preferences.instanceWarmup / MS_PER_SECOND,
	BakeTime: preferences.bakeTime / MS_PER_SECOND,
	SkipMatching: preferences.skipMatching,
	AutoRollback: preferences.autoRollback,
	ScaleInProtectedInstances: preferences.scaleInProtectedInstances,
	StandbyInstances: preferences.standbyInstances,
	...preferences.checkpoints.length > 0 && {
		CheckpointPercentages: [...preferences.checkpoints],
		CheckpointDelay: preferences.checkpointDelay / 1e3
	},
	...preferences.alarms.length > 0 && { AlarmSpecification: { Alarms: [...preferences.alarms] } }
});
// src/aws/services.ts
const templateReads = [
	"template",
	"version",
	"imageMeant",
	"versionsAfter",
	"ec2Instances",
	"statusChecks",
	"console",
	"tryLaunch"
];
const imageReads = [
	"image",
	"images",
	"imagesNamed",
	"instanceTypes"
];
const templateWrites = [
	"makeVersion",
	"setDefaultVersion",
	"deleteVersions"
];
const balancerReads = [
	"targets",
	"targetGroups",
	"deregistrationDelay"
];
const alarmReads = ["alarms"];
const trialReads = ["trialInstances", "triedVersions"];
const trialWrites = ["launchTrial", "endTrial"];
const parameterReads = ["parameter"];
const archiveReads = [
	"retiredImages",
	"imageUses",
	"isImageShared",
	"imageReferences"
];
const archiveWrites = ["retireImage", "archiveImage"];
const commandReads = [
	"managedInstances",
	"commandBy",
	"invocations",
	"commandOutput"
];
const commandWrites = ["sendCommand", "cancelCommand"];
const parameterWrites = ["setParameter"];
function onDemand(calls, names, load) {
	let loading;
	const call = (name) => async (...args) => {
		loading ??= calls.firstRequest().then(load);
		return (await loading)[name](...args);
	};
	return Object.fromEntries(names.map((name) => [name, call(name)]));
}
// src/aws/aws-time.ts
const AGREEMENT = 3e4;
const LEAST_SKEW = 6e4;
var AwsTime = class {
	#local;
	#heard = [];
	constructor(local) {
		this.#local = local;
	}
	accepted(date, signedAhead) {
		if (Math.abs(date - this.#local() - signedAhead) <= 3e5) this.note(date);
	}
	note(date) {
		this.#heard = [...this.#heard, {
			date,
			ahead: date - this.#local()
		}].slice(-5);
	}
	refused(date, signedAhead) {
		if (signedAhead === 0) this.note(date);
		else if (this.skew() === signedAhead) this.#heard = [];
	}
	now() {
		const ahead = this.#ahead();
		if (ahead === void 0) return this.#local();
		const counting = this.#heard.filter((each) => Math.abs(each.ahead - ahead) <= AGREEMENT);
		return Math.max(...counting.map(({ date }) => date));
	}
	skew() {
		const ahead = this.#ahead() ?? 0;
		return Math.abs(ahead) < LEAST_SKEW ? 0 : ahead;
	}
	#ahead() {
		const sorted = this.#heard.map(({ ahead }) => ahead).sort((a, b) => a - b);
		const middle = sorted.length >> 1;
		const [one, other] = sorted.length % 2 === 1 ? [sorted[middle]] : [sorted[middle - 1], sorted[middle]];
		return one === void 0 || other === void 0 || Math.abs(one) <= Math.abs(other) ? one : other;
	}
};
function dateOf(response) {
	if (typeof response !== "object" || response === null || !("headers" in response)) return void 0;
	const { headers } = response;
	if (typeof headers !== "object" || headers === null || !("date" in headers)) return void 0;
	const date = Date.parse(String(headers.date));
	return Number.isNaN(date) ? void 0 : date;
}
// src/rollout/tries.ts
const AFTER_SIGNAL = 6e3;
const FIRST_PAUSE = 1e3;
const LONGEST_PAUSE$1 = 15e3;
const isTransient = ({ kind }) => kind === "throttled" || kind === "passing" || kind === "lost";
var Tries = class {
	#clock;
	#stop;
	#until;
	#untilThrottled;
	#wasStopped;
	#pause = FIRST_PAUSE;
	constructor(clock, { limit, throttled, stop }) {
		this.#clock = clock;
		this.#stop = stop;
		this.#wasStopped = stop.aborted;
		const from = (time) => clock.now() + (this.#wasStopped ? Math.min(time, AFTER_SIGNAL) : time);
		this.#until = from(limit);
		this.#untilThrottled = from(throttled);
	}
	async next({ kind }) {
		if (this.#clock.now() + this.#pause > (kind === "throttled" ? this.#untilThrottled : this.#until)) return false;
		await this.#clock.sleep(this.#pause, this.#wasStopped ? void 0 : this.#stop);
		this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE$1);
		return this.#stop.aborted === this.#wasStopped;
	}
};
// src/aws/signing-time.ts
const ofSignature = /* @__PURE__ */ new Set([
	"RequestExpired",
	"SignatureDoesNotMatch",
	"InvalidSignatureException",
	"RequestTimeTooSkewed",
	"RequestInTheFuture",
	"AuthFailure"
]);
const isOfSignature = ({ name, answered }) => answered && ofSignature.has(name);
const refusals = /* @__PURE__ */ new WeakMap();
const isSignedByDates = (thrown) => typeof thrown === "object" && thrown !== null && (refusals.get(thrown) ?? 0) !== 0;
const signingTime = (time, config) => ({ applyToStack(stack) {
	const signedAhead = /* @__PURE__ */ new WeakMap();
	stack.addRelativeTo((next, context) => (args) => {
		config.systemClockOffset = time.skew();
		signedAhead.set(context, config.systemClockOffset);
		return next(args);
	}, {
		relation: "before",
		toMiddleware: "httpSigningMiddleware",
		name: "signingTime"
	});
	stack.add((next, context) => async (args) => {
		try {
			const result = await next(args);
			const date = dateOf(result.response);
			if (date !== void 0) time.accepted(date, signedAhead.get(context) ?? 0);
			return result;
		} catch (thrown) {
			const seen = read(thrown);
			const date = seen?.answered ? dateOf(at$1(thrown, "$response")) : void 0;
			if (seen && isOfSignature(seen)) {
				const ahead = signedAhead.get(context) ?? 0;
				if (thrown instanceof Error) refusals.set(thrown, ahead);
				if (date !== void 0) time.refused(date, ahead);
			} else if (date !== void 0) time.accepted(date, signedAhead.get(context) ?? 0);
			throw thrown;
		}
	}, {
		step: "deserialize",
		priority: "high",
		name: "noteDate"
	});
} });
// src/aws/diagnosis.ts
const ofCredentials = /* @__PURE__ */ new Set([
	"CredentialsProviderError",
	"ProviderError",
	"TokenProviderError"
]);
const ofCertificate = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED)/;
const ofName = /* @__PURE__ */ new Set(["ENOTFOUND", "EAI_AGAIN"]);
function faultIn(thrown, { now, env }) {
	const to = destinationOf(thrown);
	if (thrown instanceof ForeignAnswer) {
		const { status, type, excerpt } = thrown;
		return {
			type: "foreign-answer",
			host: to?.host ?? "",
			status,
			contentType: type,
			excerpt
		};
	}
	const seen = read(thrown);
	if (!seen) return void 0;
	if (ofCredentials.has(seen.name)) return noCredentials(env);
	return seen.answered ? clockIn(thrown, seen, now) : connectionFault(thrown, seen, to);
}
function noCredentials({ AWS_PROFILE: profile }) {
	return {
		type: "no-credentials",
		...profile && { profile }
	};
}
function clockIn(thrown, seen, now) {
	if (!isOfSignature(seen)) return void 0;
	const date = dateOf(at$1(thrown, "$response"));
	if (date === void 0 || Math.abs(date - now) < 3e5) return void 0;
	return {
		type: "clock",
		behindMs: date - now
	};
}
function connectionFault(thrown, { code, name }, to) {
	if (!to) return void 0;
	const { host, proxy } = to;
	if (code === "ERR_PROXY_TUNNEL") {
		const status = numberAt(thrown, "statusCode");
		return {
			type: "proxy",
			host: proxy ?? "",
			...status !== void 0 && { status }
		};
	}
	if (code !== void 0 && ofCertificate.test(code)) return {
		type: "certificate",
		host,
		code
	};
	if (proxy !== void 0 && textAt$1(thrown, "syscall") !== void 0) return {
		type: "proxy",
		host: proxy
	};
	if (code !== void 0 && ofName.has(code)) return {
		type: "name-unknown",
		host
	};
	if (code !== void 0 || name === "TimeoutError") return {
		type: "unreachable",
		host,
		code: code ?? "no answer in time"
	};
}
// src/aws/errors.ts
const kinds$1 = /* @__PURE__ */ new Map([
	["InstanceRefreshInProgress", "conflict"],
	["ActiveInstanceRefreshNotFound", "idle"],
	["IrreversibleInstanceRefresh", "irreversible"],
	["AccessDenied", "denied"],
	["UnauthorizedOperation", "denied"],
	["AuthFailure", "denied"],
	["OptInRequired", "denied"],
	["InvalidClientTokenId", "denied"],
	["UnrecognizedClient", "denied"],
	["SignatureDoesNotMatch", "denied"],
	["ExpiredToken", "expired"],
	["RequestExpired", "expired"],
	["InvalidAMIID.NotFound", "missing"],
	["InvalidAMIID.Unavailable", "missing"],
	["InvalidLaunchTemplateId.NotFound", "missing"],
	["InvalidLaunchTemplateId.VersionNotFound", "missing"],
	["InvalidLaunchTemplateName.NotFound", "missing"],
	["InvalidInstanceID.NotFound", "missing"],
	["TargetGroupNotFound", "missing"],
	["LoadBalancerNotFound", "missing"],
	["AccessPointNotFound", "missing"],
	["Throttling", "throttled"],
	["Throttled", "throttled"],
	["RequestLimitExceeded", "throttled"],
	["RequestThrottled", "throttled"],
	["SlowDown", "throttled"],
	["TooManyRequests", "throttled"],
	["PriorRequestNotComplete", "passing"],
	["ResourceContention", "passing"],
	["ScalingActivityInProgress", "passing"]
]);
const unsent = /* @__PURE__ */ new Set([
	"ECONNREFUSED",
	"ENOTFOUND",
	"EAI_AGAIN",
	"EHOSTUNREACH",
	"ENETUNREACH"
]);
const lasting = /* @__PURE__ */ new Set([
	"no-credentials",
	"certificate",
	"clock"
]);
function problemOf(question, thrown, around) {
	if (thrown instanceof AwsProblem) return thrown;
	const seen = read(thrown);
	const fault = faultIn(thrown, around);
	const kind = kindIn(seen, {
		thrown,
		fault,
		type: question.type
	});
	if (!seen || kind === void 0) throw thrown;
	const code = seen.answered ? seen.name : seen.code ?? seen.name;
	return new AwsProblem({
		kind,
		operation: question.operation,
		code,
		message: seen.message,
		...fault && { fault }
	}, thrown);
}
function kindIn(seen, { thrown, fault, type }) {
	if (isSignedByDates(thrown)) return "passing";
	return fault && lasting.has(fault.type) ? "environment" : seen && kindOf(seen, thrown, type);
}
function kindOf(seen, thrown, type) {
	if (thrown instanceof ForeignAnswer) return foreignKind(thrown.status, type);
	if (isDeserialization(thrown) || thrown instanceof IncompleteAnswer) return foreignKind(seen.status ?? 200, type);
	if (seen.answered) return kinds$1.get(seen.name.replace(/(Fault|Exception)$/, "")) ?? answeredKind(seen, type);
	return unansweredKind(seen, type);
}
const answeredKind = ({ status = 400 }, type) => {
	if (status === 429) return "throttled";
	if (status < 500) return "rejected";
	return type === "write" && status >= 500 ? "lost" : "passing";
};
const foreignKind = (status, type) => {
	return type === "write" && !(status >= 400 && status < 500 && status !== 408) ? "lost" : "passing";
};
const unansweredKind = ({ code, name, syscall }, type) => {
	if (code !== void 0 && unsent.has(code)) return "passing";
	if (!(syscall !== void 0 || code !== void 0 || name === "TimeoutError")) return void 0;
	return type === "write" ? "lost" : "passing";
};
// src/aws/call.ts
const SILENCE = 2e4;
async function call(asked, means) {
	const { clock, retryFor, stop } = means;
	if (!retryFor || asked.isOnceOnly) return renewing(asked, means);
	const tries = new Tries(clock, retryFor);
	for (;;) try {
		return await renewing(asked, means);
	} catch (thrown) {
		if (!(thrown instanceof AwsProblem) || !isTransient(thrown.problem) || stop?.aborted) throw thrown;
		if (!await tries.next(thrown.problem)) throw thrown;
	}
}
async function renewing(asked, means) {
	try {
		return await once$1(asked, means);
	} catch (thrown) {
		if (!(thrown instanceof AwsProblem)) throw thrown;
		const renewal = await means.caller.renewal?.(thrown.problem);
		if (!renewal) throw thrown;
		const answer = await once$1(asked, means);
		renewal.helped();
		return answer;
	}
}
async function once$1({ send, ...question }, means) {
	const { clock, env, limit, stop } = means;
	const signal = {};
	const done = new AbortController();
	reportSilence(question, means, done.signal);
	try {
		return await bounded$1({
			clock,
			limit,
			stop
		}, (abortSignal) => {
			signal.now = abortSignal;
			return send({ abortSignal });
		});
	} catch (thrown) {
		if (thrown instanceof TimeLimit) throw unanswered$1(question, thrown, signal.now !== void 0 && wasSent(signal.now));
		throw problemOf(question, thrown, {
			now: clock.now(),
			env
		});
	} finally {
		done.abort("done");
	}
}
async function reportSilence({ operation }, { clock, onSilence }, done) {
	if (!onSilence) return;
	for (let forMs = SILENCE;; forMs += SILENCE) {
		await clock.sleep(SILENCE, done);
		if (done.aborted) return;
		onSilence(operation, forMs);
	}
}
const unanswered$1 = ({ operation, type }, late, isSent) => new AwsProblem({
	kind: type === "write" && isSent ? "lost" : "passing",
	operation,
	code: "TimeLimit",
	message: late.message,
	...!isSent && late.isOwn && { fault: { type: "credentials-silent" } }
}, late);
const orMissing = async (read) => {
	try {
		return await read();
	} catch (thrown) {
		if (thrown instanceof AwsProblem && thrown.problem.kind === "missing") return void 0;
		throw thrown;
	}
};
// src/aws/list-members.ts
const isKnown = (member) => "value" in member;
function knownFrom({ raw, ends }, members) {
	const byKey = /* @__PURE__ */ new Map();
	const byForm = /* @__PURE__ */ new Map();
	for (const [i, each] of members.entries()) {
		byKey.set(each.key, i);
		byForm.set(each.form, each);
	}
	return {
		raw,
		members,
		ends,
		byKey,
		byForm
	};
}
const noMembers = knownFrom({
	raw: Buffer.alloc(0),
	members: [],
	ends: []
}, []);
function splitMembers(body, { element, member }, known = noMembers) {
	const opening = `<${element}>`;
	const from = body.indexOf(opening) + opening.length;
	const to = body.lastIndexOf(`</${element}>`);
	if (from < opening.length || to < from || body.includes(opening, from)) return void 0;
	const raw = body.subarray(from, to);
	const all = raw.equals(known.raw) ? known : membersIn(raw, member, known);
	return all && {
		before: body.subarray(0, from),
		all,
		after: body.subarray(to)
	};
}
function membersIn(raw, member, known) {
	const members = [];
	const ends = [];
	const take = (each, end) => {
		members.push(each);
		ends.push(end);
	};
	for (let start = 0, next = 0; start < raw.length; start = ends.at(-1) ?? 0) {
		const same = knownAt(next, {
			known,
			raw,
			start
		});
		if (same) {
			take(same.member, same.end);
			next += 1;
			continue;
		}
		const end = endOfMember(raw, start, member);
		const xml = raw.toString("utf8", start, end);
		if (end === void 0) return xml.trim() === "" ? {
			raw,
			members,
			ends
		} : void 0;
		if (!xml.trimStart().startsWith(`<${member}>`) || xml.includes("<!")) return void 0;
		const key = keyOf(xml);
		const before = known.byKey.get(key);
		take((before === void 0 ? void 0 : knownAt(before, {
			known,
			raw,
			start
		}))?.member ?? memberIn(xml, key), end);
		next = before === void 0 ? next : before + 1;
	}
	return {
		raw,
		members,
		ends
	};
}
function knownAt(i, { known, raw, start }) {
	const [member, from, to] = [
		known.members[i],
		known.ends[i - 1] ?? 0,
		known.ends[i]
	];
	if (!member || to === void 0) return void 0;
	const end = start + to - from;
	return end <= raw.length && raw.compare(known.raw, from, to, start, end) === 0 ? {
		member,
		end
	} : void 0;
}
function endOfMember(raw, start, member) {
	const [begin, end] = [`<${member}>`, `</${member}>`];
	let depth = 0;
	let open = raw.indexOf(begin, start);
	for (let close = raw.indexOf(end, start); close >= 0; close = raw.indexOf(end, close + end.length)) {
		for (; open >= 0 && open < close; open = raw.indexOf(begin, open + begin.length)) depth += 1;
		depth -= 1;
		if (depth <= 0) return depth === 0 ? close + end.length : void 0;
	}
}
const NAME = />(i-[0-9a-f]+|\d+\.\d+\.\d+\.\d+)</g;
const INSTANCE = />(i-[0-9a-f]+)</;
const keyOf = (xml) => INSTANCE.exec(xml)?.[1] ?? xml;
function memberIn(xml, key) {
	const names = [];
	return {
		key,
		names,
		form: xml.replaceAll(NAME, (_, name) => {
			if (!names.includes(name)) names.push(name);
			return `>\0${names.indexOf(name)}<`;
		})
	};
}
// src/aws/known-members.ts
const onlyOf = (list) => Array.isArray(list) && list.length === 1 ? list[0] : void 0;
const action_text = (value) => typeof value === "string" ? value : void 0;
const LISTS = {
	DescribeAutoScalingGroupsCommand: {
		element: "Instances",
		member: "member",
		owner: (input) => action_text(onlyOf(at$1(input, "AutoScalingGroupNames"))),
		in: (output) => at$1(onlyOf(at$1(output, "AutoScalingGroups")), "Instances")
	},
	DescribeTargetHealthCommand: {
		element: "TargetHealthDescriptions",
		member: "member",
		owner: (input) => action_text(at$1(input, "TargetGroupArn")),
		in: (output) => at$1(output, "TargetHealthDescriptions")
	},
	DescribeInstanceHealthCommand: {
		element: "InstanceStates",
		member: "member",
		owner: (input) => action_text(at$1(input, "LoadBalancerName")),
		in: (output) => at$1(output, "InstanceStates")
	},
	DescribeInstancesCommand: {
		element: "reservationSet",
		member: "item",
		owner: () => "instances",
		in: (output) => at$1(output, "Reservations")
	},
	DescribeInstanceStatusCommand: {
		element: "instanceStatusSet",
		member: "item",
		owner: () => "status checks",
		in: (output) => at$1(output, "InstanceStatuses")
	}
};
function knownMembers() {
	const kept = /* @__PURE__ */ new Map();
	const shortened = /* @__PURE__ */ new WeakMap();
	return { applyToStack: (stack) => {
		stack.add((next) => async (args) => {
			const result = await next(args);
			const answer = typeof result.response === "object" && result.response !== null ? result.response : {};
			const short = shortened.get(answer);
			if (short) kept.set(short.owner, knownAfter(short, result.output));
			return result;
		}, {
			step: "deserialize",
			priority: "high",
			name: "joinMembers"
		});
		stack.addRelativeTo((next, context) => async (args) => {
			const result = await next(args);
			const list = LISTS[context.commandName ?? ""];
			const owner = list?.owner(args.input);
			if (!list || owner === void 0 || !isAnswerRead(result.response)) return result;
			const known = kept.get(owner) ?? noMembers;
			const parts = splitMembers(result.response.body, list, known);
			if (!parts) return result;
			const { before, all, after } = parts;
			result.response.body = Buffer.concat([
				before,
				...unreadIn(all, known),
				after
			]);
			shortened.set(result.response, {
				list,
				owner,
				all,
				known
			});
			return result;
		}, {
			relation: "before",
			toMiddleware: "wholeAnswer",
			name: "splitMembers"
		});
	} };
}
function unreadIn({ raw, members, ends }, { byForm }) {
	const forms = new Set(byForm.keys());
	return members.flatMap((member, i) => {
		if (isKnown(member) || forms.has(member.form)) return [];
		forms.add(member.form);
		return [raw.subarray(ends[i - 1] ?? 0, ends[i])];
	});
}
function knownAfter(short, output) {
	const members = joined(short, output);
	return short.all === short.known ? short.known : knownFrom(short.all, members);
}
function joined({ list, all: { members }, known }, output) {
	const read = list.in(output);
	if (!Array.isArray(read)) throw new IncompleteAnswer(list.element);
	const byForm = new Map(known.byForm);
	let next = 0;
	const all = members.map((member) => {
		if (isKnown(member)) return member;
		const like = byForm.get(member.form);
		const now = like ? named$1(like, member) : readAs(member, read[next++]);
		byForm.set(now.form, now);
		return now;
	});
	if (next !== read.length) throw new IncompleteAnswer(list.element);
	read.splice(0, read.length, ...all.map(({ value }) => value));
	return all;
}
const readAs = (member, value) => ({
	...member,
	value,
	namePaths: namePathsOf(value, member.names)
});
function namePathsOf(value, names, path = []) {
	if (typeof value === "string") return names.includes(value) ? [{
		path,
		name: names.indexOf(value)
	}] : [];
	if (typeof value !== "object" || value === null || value instanceof Date) return [];
	return Object.entries(value).flatMap(([key, member]) => namePathsOf(member, names, [...path, key]));
}
const named$1 = ({ value, form, namePaths }, { key, names }) => ({
	key,
	names,
	form,
	namePaths,
	value: namePaths.reduce((copy, { path, name }) => withAt(copy, path, names[name]), value)
});
function withAt(value, [key, ...path], name) {
	if (key === void 0) return name;
	const copy = Array.isArray(value) ? [...value] : { ...value };
	copy[key] = withAt(copy[key], path, name);
	return copy;
}
// src/aws/proxy.ts
function proxyIn(env) {
	const named = env["https_proxy"] || env["HTTPS_PROXY"];
	if (!named) return void 0;
	const text = /^[a-z][a-z\d+.-]*:\/\//i.test(named) ? named : `http://${named}`;
	if (!URL.canParse(text)) return void 0;
	return {
		url: text,
		host: new URL(text).host
	};
}
function isDirect(env, host, port = 443) {
	const names = [host.toLowerCase(), `${host.toLowerCase()}:${port}`];
	return direct(env).some((item) => item === "*" || names.some((name) => name === item || name.endsWith(item.startsWith(".") ? item : `.${item}`)));
}
function proxied(env) {
	const proxy = proxyIn(env);
	if (!proxy) return { httpsAgent: {} };
	const no_proxy = direct(env).flatMap((item) => /^[.*]/.test(item) ? [item] : [item, `.${item}`]);
	return { httpsAgent: { proxyEnv: {
		https_proxy: proxy.url,
		no_proxy: no_proxy.join(",")
	} } };
}
const LOOPBACK = [
	"localhost",
	"127.0.0.1",
	"[::1]"
];
const direct = (env) => [...LOOPBACK, ...(env["no_proxy"] || env["NO_PROXY"] || "").split(",").map((item) => item.trim().toLowerCase()).filter(Boolean)];
// src/aws/retry.ts
const BASE_PAUSE = 50;
const BASE_PAUSE_THROTTLED = 1e3;
const LONGEST_PAUSE = 2e4;
const MOST_ASKED = 5e3;
const ATTEMPTS = 3;
const RETRY_BUDGET = 500;
const RETRY_COST = 14;
const RETRY_COST_THROTTLED = 5;
const retrySettings = (env) => ({
	attempts: Number(env["AWS_MAX_ATTEMPTS"] || ATTEMPTS),
	isAdaptive: env["AWS_RETRY_MODE"] === "adaptive"
});
var RetryOnClock = class {
	mode = "standard";
	#clock;
	#attempts;
	#limiter;
	#budget = RETRY_BUDGET;
	constructor(clock, { attempts, isAdaptive }) {
		this.#clock = clock;
		this.#attempts = attempts;
		this.#limiter = isAdaptive ? new DefaultRateLimiter() : void 0;
	}
	async acquireInitialRetryToken() {
		await this.#limiter?.getSendToken();
		return tokenOf(0);
	}
	async refreshRetryTokenForRetry(token, error) {
		this.#limiter?.updateClientSendingRate(error);
		const { errorType, retryAfterHint } = error;
		const retries = token.getRetryCount();
		const isThrottled = errorType === "THROTTLING";
		const cost = isThrottled ? RETRY_COST_THROTTLED : RETRY_COST;
		if (!(isThrottled || errorType === "TRANSIENT") || retries + 1 >= this.#attempts || this.#budget < cost) throw new Error("no further attempt");
		this.#budget -= cost;
		const pause = Math.min(LONGEST_PAUSE, Math.random() * (isThrottled ? BASE_PAUSE_THROTTLED : BASE_PAUSE) * 2 ** retries);
		const asked = retryAfterHint === void 0 ? 0 : retryAfterHint.getTime() - this.#clock.now();
		await this.#clock.sleep(Math.max(pause, Math.min(asked, pause + MOST_ASKED)));
		await this.#limiter?.getSendToken();
		return tokenOf(retries + 1, cost);
	}
	recordSuccess(token) {
		this.#limiter?.updateClientSendingRate({});
		this.#budget = Math.min(RETRY_BUDGET, this.#budget + (token.getRetryCost() ?? 1));
	}
};
const tokenOf = (retries, cost) => ({
	getRetryCount: () => retries,
	getRetryDelay: () => 0,
	getRetryCost: () => cost
});
// src/aws/trace.ts
const traced = (clock, trace) => ({ applyToStack: (stack) => stack.add((next, { clientName = "", commandName = "" }) => async (args) => {
	const began = clock.now();
	const note = (ended, of) => trace(`${clientName.replace(/Client$/, "")} ${commandName.replace(/Command$/, "")}: ${ended} after ${clock.now() - began} ms${metadataWords(of)}`);
	try {
		const result = await next(args);
		note("answered", result.output);
		return result;
	} catch (thrown) {
		note(thrown instanceof Error ? thrown.name : "failed", thrown);
		throw thrown;
	}
}, {
	step: "initialize",
	priority: "high",
	name: "trace"
}) });
function metadataWords(of) {
	if (!hasMetadata(of)) return "";
	const { httpStatusCode, attempts, requestId } = of.$metadata;
	return [
		...httpStatusCode === void 0 ? [] : [`, HTTP ${httpStatusCode}`],
		...attempts === void 0 ? [] : [`, ${attempts} ${attempts === 1 ? "try" : "tries"}`],
		...requestId === void 0 ? [] : [`, request id ${requestId}`]
	].join("");
}
const hasMetadata = (of) => typeof of === "object" && of !== null && "$metadata" in of && typeof of.$metadata === "object" && of.$metadata !== null;
// src/aws/client.ts
function clientOf(service, { reach, limits, time, credentials, onRequest, isOnceOnly = false }) {
	const { region, clock, env, trace } = reach;
	const settings = retrySettings(env);
	const retries = {
		maxAttempts: settings.attempts,
		retryStrategy: new RetryOnClock(clock, settings)
	};
	const client = new service({
		region,
		defaultsMode: "standard",
		...isOnceOnly ? { maxAttempts: 1 } : retries,
		requestHandler: {
			connectionTimeout: limits.connect,
			requestTimeout: limits.answer,
			socketTimeout: limits.answer,
			throwOnRequestTimeout: true,
			...proxied(env)
		},
		...credentials && { credentials }
	});
	client.middlewareStack.use(signingTime(time, client.config));
	client.middlewareStack.use(wholeAnswers({
		clock,
		limits,
		proxyTo: proxyFor(env),
		...onRequest && { onRequest }
	}));
	client.middlewareStack.use(knownMembers());
	if (trace) client.middlewareStack.use(traced(clock, trace));
	client.middlewareStack.remove("loggerMiddleware");
	return client;
}
const proxyFor = (env) => {
	const proxy = proxyIn(env);
	return (host, port) => proxy && !isDirect(env, host, port) ? proxy.host : void 0;
};
// src/aws/first-request.ts
const TURNS = 4;
var FirstRequest = class {
	#left = Promise.withResolvers();
	#isBegun = false;
	async left() {
		if (this.#isBegun) await this.#left.promise;
	}
	begins(call) {
		if (!this.#isBegun) {
			this.#isBegun = true;
			call.then(() => this.#left.resolve(), () => this.#left.resolve());
		}
		return call;
	}
	async handedOn() {
		for (let turn = 0; turn < TURNS; turn++) await new Promise((next) => setImmediate(next));
		this.#left.resolve();
	}
};
// src/aws/connection.ts
function connectionTo(reach, caller, onSilence) {
	const time = new AwsTime(() => reach.clock.now());
	const made = /* @__PURE__ */ new Map();
	const first = new FirstRequest();
	const onRequest = () => void first.handedOn();
	const making = {
		reach,
		limits: LIMITS,
		time,
		credentials: caller.provider,
		onRequest
	};
	const client = (service) => {
		const known = made.get(service);
		if (known instanceof service) return known;
		const client = clientOf(service, making);
		made.set(service, client);
		return client;
	};
	const onceOnly = (service) => {
		const client = clientOf(service, {
			...making,
			isOnceOnly: true
		});
		made.set(client, client);
		return client;
	};
	const { clock, env } = reach;
	const callsBy = (means) => ({
		client,
		onceOnly,
		read: (operation, send) => first.begins(call({
			operation,
			type: "read",
			send
		}, means)),
		write: (operation, send) => first.begins(call({
			operation,
			type: "write",
			send
		}, means)),
		writeOnce: (operation, send) => first.begins(call({
			operation,
			type: "write",
			send,
			isOnceOnly: true
		}, means)),
		firstRequest: () => first.left(),
		awsNow: () => time.now(),
		within: (stop) => callsBy({
			...means,
			stop
		}),
		retrying: (retryFor) => callsBy({
			...means,
			retryFor
		})
	});
	return {
		...callsBy({
			clock,
			env,
			limit: LIMITS.call,
			caller,
			...onSilence && { onSilence }
		}),
		close() {
			for (const client of made.values()) client.destroy();
		}
	};
}
// src/aws/session.ts
const TOKEN_LIMIT = 2e4;
const HOUR$1 = 36e5;
const LONGEST$1 = 6 * HOUR$1;
const SHORTEST = HOUR$1;
function sessionsOf(role) {
	let life = LONGEST$1;
	return async () => {
		const token = await tokenFor(role);
		const asked = await assume(role, token, life);
		if (!(asked instanceof AwsProblem)) return asked;
		if (asked.problem.code !== "ValidationError" || life === SHORTEST) throw asked;
		life = SHORTEST;
		const shorter = await assume(role, token, life);
		if (shorter instanceof AwsProblem) throw shorter;
		return shorter;
	};
}
async function tokenFor({ token, clock }) {
	const operation = "GetIdentityToken";
	const ask = () => bounded$1({
		clock,
		limit: TOKEN_LIMIT
	}, () => token());
	const again = (thrown) => thrown instanceof TimeLimit ? ask() : Promise.reject(thrown);
	const got = await ask().catch(again).catch((thrown) => {
		const message = thrown instanceof Error ? thrown.message.replace(/\s+/g, " ") : String(thrown);
		throw new AwsProblem({
			kind: "passing",
			operation,
			code: "IdentityTokenFailed",
			message,
			fault: { type: "identity-token-refused" }
		}, thrown);
	});
	if (got !== void 0) return got;
	throw new AwsProblem({
		kind: "denied",
		operation,
		code: "NoIdentityToken",
		message: "GitHub gives this job no identity token",
		fault: { type: "no-identity-token" }
	});
}
async function assume(role, token, life) {
	const { AssumeRoleWithWebIdentityCommand, STSClient } = await __nccwpck_require__.e(/* import() */ 7888).then(__nccwpck_require__.bind(__nccwpck_require__, 7888));
	const { arn, sessionName, mask, clock, env } = role;
	const limits = SESSION_LIMITS;
	const sts = clientOf(STSClient, {
		reach: role,
		limits,
		time: new AwsTime(() => clock.now())
	});
	const operation = "AssumeRoleWithWebIdentity";
	const command = new AssumeRoleWithWebIdentityCommand({
		RoleArn: arn,
		RoleSessionName: sessionName,
		WebIdentityToken: token,
		DurationSeconds: life / 1e3
	});
	try {
		const { Credentials: keys } = await call({
			operation,
			type: "read",
			send: (options) => sts.send(command, options)
		}, {
			clock,
			env,
			limit: limits.call,
			caller: {}
		});
		const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = keys ?? {};
		if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) return new AwsProblem({
			kind: "denied",
			operation,
			code: "NoCredentials",
			message: "the answer has no keys"
		});
		for (const secret of [
			AccessKeyId,
			SecretAccessKey,
			SessionToken
		]) mask(secret);
		return {
			accessKeyId: AccessKeyId,
			secretAccessKey: SecretAccessKey,
			sessionToken: SessionToken,
			life,
			ends: Expiration
		};
	} catch (thrown) {
		if (thrown instanceof AwsProblem) return refusal(thrown, role, claimsOf(token));
		throw thrown;
	} finally {
		sts.destroy();
	}
}
function claimsOf(token) {
	const claims = parsed$2(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
	const claim = (name) => textAt$1(claims, name) ?? "unknown";
	return {
		issuer: claim("iss"),
		subject: claim("sub"),
		audience: claim("aud")
	};
}
function parsed$2(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function faultOf(code, { arn, region }, claims) {
	switch (code) {
		case "AccessDenied": return {
			type: "trust",
			...claims
		};
		case "InvalidIdentityToken":
		case "IDPRejectedClaim": return {
			type: "identity-provider",
			issuer: claims.issuer,
			audience: claims.audience
		};
		case "ValidationError": return {
			type: "role",
			arn
		};
		case "RegionDisabled": return {
			type: "region-disabled",
			region
		};
		default: return;
	}
}
const passing = /* @__PURE__ */ new Set(["IDPCommunicationError", "ExpiredToken"]);
const ownKinds = /* @__PURE__ */ new Set([
	"throttled",
	"passing",
	"environment"
]);
function refusal({ problem, cause }, role, claims) {
	const code = problem.code.replace(/Exception$/, "");
	const kind = passing.has(code) ? "passing" : ownKinds.has(problem.kind) ? problem.kind : "denied";
	const fault = problem.fault ?? faultOf(code, role, claims);
	return new AwsProblem({
		...problem,
		kind,
		...fault && { fault }
	}, cause);
}
// src/aws/credentials.ts
const RETRY_AFTER = 6e4;
const YOUNG = 6e4;
function assumedRole(role) {
	const sessions = new Sessions(sessionsOf(role), role.clock);
	return {
		provider: async () => {
			const { accessKeyId, secretAccessKey, sessionToken } = await sessions.current();
			return {
				accessKeyId,
				secretAccessKey,
				sessionToken,
				expiration: /* @__PURE__ */ new Date(0)
			};
		},
		renewal: (problem) => sessions.renewal(problem),
		lifetime: { type: "lasting" },
		variables: () => variablesOf(sessions.newest)
	};
}
const ambient = (env) => ({
	lifetime: lifetimeIn(env),
	variables: () => ({})
});
function sessionNameFrom(text) {
	const name = text.replace(/[^\w+=,.@-]/g, "-").slice(0, 64);
	return name.length >= 2 ? name : `ami-rollout-${name}`;
}
function lifetimeIn(env) {
	if (!(env["AWS_ACCESS_KEY_ID"] && env["AWS_SECRET_ACCESS_KEY"] && !env["AWS_PROFILE"]) || !env["AWS_SESSION_TOKEN"]) return { type: "lasting" };
	const ends = Date.parse(env["AWS_CREDENTIAL_EXPIRATION"] ?? "");
	return {
		type: "session",
		ends: Number.isNaN(ends) ? void 0 : ends
	};
}
const variablesOf = (session) => session ? {
	AWS_ACCESS_KEY_ID: session.accessKeyId,
	AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
	AWS_SESSION_TOKEN: session.sessionToken,
	AWS_CREDENTIAL_EXPIRATION: session.ends.toISOString(),
	AWS_PROFILE: void 0
} : {};
var Sessions = class {
	#open;
	#clock;
	#cached;
	#failed;
	#opening;
	#denied = /* @__PURE__ */ new Set();
	constructor(open, clock) {
		this.#open = open;
		this.#clock = clock;
	}
	get newest() {
		return this.#cached;
	}
	async current() {
		if (this.#isDue()) await this.#renewOnce();
		const cached = this.#cached;
		if (cached && this.#clock.now() < cached.since + cached.life) return cached;
		throw this.#problem();
	}
	async renewal({ kind, operation }) {
		const cached = this.#cached;
		const isOfSession = kind === "expired" || kind === "denied" && !this.#denied.has(operation);
		if (!cached || !isOfSession || this.#failedLately()) return void 0;
		if (this.#clock.now() < cached.since + YOUNG) return kind === "expired" ? { helped() {} } : void 0;
		await this.#renewOnce();
		if (this.#cached === cached) return void 0;
		this.#denied.add(operation);
		return { helped: () => this.#denied.delete(operation) };
	}
	#renewOnce() {
		this.#opening ??= this.#renew().finally(() => {
			this.#opening = void 0;
		});
		return this.#opening;
	}
	#isDue() {
		if (this.#failedLately()) return false;
		return !this.#cached || this.#clock.now() >= this.#cached.since + this.#cached.life / 2;
	}
	#failedLately() {
		return this.#failed !== void 0 && this.#clock.now() < this.#failed.at + RETRY_AFTER;
	}
	async #renew() {
		const since = this.#clock.now();
		try {
			this.#cached = {
				...await this.#open(),
				since
			};
			this.#failed = void 0;
		} catch (thrown) {
			this.#failed = {
				at: this.#clock.now(),
				problem: problemIn(thrown)
			};
		}
	}
	#problem() {
		const why = this.#failed?.problem;
		if (why && !this.#cached) return new AwsProblem(why);
		return new AwsProblem({
			kind: "expired",
			operation: "AssumeRoleWithWebIdentity",
			code: "ExpiredToken",
			message: `the role's session has ended${why ? ` and could not be renewed: ${why.operation}: ${why.code}: ${why.message}` : ""}`
		});
	}
};
// src/aws/index.ts
const readsOf = (calls) => ({
	...autoScalingReads(calls),
	...onDemand(calls, templateReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(9721), __nccwpck_require__.e(513)]).then(__nccwpck_require__.bind(__nccwpck_require__, 513))).ec2Reads(calls)),
	...onDemand(calls, imageReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(9721), __nccwpck_require__.e(8003)]).then(__nccwpck_require__.bind(__nccwpck_require__, 8003))).imageReadsOf(calls)),
	...onDemand(calls, balancerReads, async () => (await __nccwpck_require__.e(/* import() */ 168).then(__nccwpck_require__.bind(__nccwpck_require__, 168))).elasticLoadBalancingReads(calls)),
	...onDemand(calls, trialReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(9721), __nccwpck_require__.e(2303)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2303))).trialReadsOf(calls)),
	...onDemand(calls, alarmReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(3569), __nccwpck_require__.e(6319)]).then(__nccwpck_require__.bind(__nccwpck_require__, 6319))).cloudWatchReads(calls)),
	...onDemand(calls, parameterReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(3569), __nccwpck_require__.e(815), __nccwpck_require__.e(350)]).then(__nccwpck_require__.bind(__nccwpck_require__, 350))).systemsManagerReads(calls)),
	...onDemand(calls, archiveReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(9721), __nccwpck_require__.e(7029)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7029))).archiveReadsOf(calls)),
	...onDemand(calls, commandReads, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(3569), __nccwpck_require__.e(815), __nccwpck_require__.e(2598)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2598))).commandReadsOf(calls)),
	within: (stop) => readsOf(calls.within(stop)),
	retrying: (retryLimit) => readsOf(calls.retrying(retryLimit))
});
const writesOf = (calls) => ({
	...autoScalingWrites(calls),
	...onDemand(calls, templateWrites, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(9721), __nccwpck_require__.e(513)]).then(__nccwpck_require__.bind(__nccwpck_require__, 513))).ec2Writes(calls)),
	...onDemand(calls, trialWrites, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(9721), __nccwpck_require__.e(2303)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2303))).trialWritesOf(calls)),
	...onDemand(calls, archiveWrites, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(9721), __nccwpck_require__.e(7029)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7029))).archiveWritesOf(calls)),
	...onDemand(calls, commandWrites, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(3569), __nccwpck_require__.e(815), __nccwpck_require__.e(2598)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2598))).commandWritesOf(calls)),
	...onDemand(calls, parameterWrites, async () => (await Promise.all(/* import() */[__nccwpck_require__.e(3569), __nccwpck_require__.e(815), __nccwpck_require__.e(350)]).then(__nccwpck_require__.bind(__nccwpck_require__, 350))).systemsManagerWrites(calls)),
	within: (stop) => writesOf(calls.within(stop)),
	retrying: (retryLimit) => writesOf(calls.retrying(retryLimit))
});
// src/report/plain.ts
const LONGEST = 2e3;
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
function visible(text, most = LONGEST) {
	const rest = text.length - most;
	return (rest > 0 ? `${text.slice(0, most)}… (${rest} more characters)` : text).replace(/[^\S ]+/gu, " ").replace(unseen, "�");
}
const LONGEST_LINE = 4e3;
const withoutCommands = (line) => visible(line, LONGEST_LINE).replace(/^( *):(?=:)/, "$1: ").replaceAll("##[", "## [");
// src/rollout/model/instance.ts
const withAttached = (instances, ec2Instances) => instances.map((instance) => {
	const attached = ec2Instances.get(instance.id)?.attached;
	return attached === void 0 ? instance : {
		...instance,
		attached
	};
});
const isMember = (instance) => !isLeaving(instance) && !isInWarmPool(instance);
const warmBy = (at, warmup, ec2Instances) => ({ id }) => {
	const launched = ec2Instances.get(id)?.launched;
	return launched !== void 0 && launched + warmup <= at;
};
const unitsOf = (instances) => instances.some(({ weight }) => weight !== void 0) ? "units of capacity" : "instances";
const capacityOf = (instances) => instances.reduce((units, { weight = 1 }) => units + weight, 0);
// src/rollout/model/coverage.ts
function coverage(instances, to, preferences, warm = () => true) {
	const leftOut = [];
	const covered = [];
	for (const instance of instances.filter(isMember)) {
		const why = exempt(instance, to, preferences) ?? (warm(instance) ? void 0 : "warming up");
		if (why === void 0) covered.push(instance);
		else leftOut.push({
			instance: instance.id,
			why
		});
	}
	return {
		covered,
		onTarget: covered.filter((instance) => runs(instance, to)),
		leftOut
	};
}
function exempt(instance, to, preferences) {
	if (isStandby(instance)) return "standby";
	if (!isInService(instance)) return "warming up";
	if (runs(instance, to)) return void 0;
	return instance.protectedFromScaleIn && preferences.scaleInProtectedInstances === "Ignore" ? "protected" : void 0;
}
const runs = (instance, { templates, since }) => templates.some(({ id, version }) => instance.template?.id === id && instance.template.version === version) && (since === void 0 || isLaunchedSince(instance, since));
const isLaunchedSince = ({ id, attached }, { began, knownBefore }) => attached !== void 0 && attached >= Math.floor(began / 1e3) * 1e3 && !knownBefore.includes(id);
const hasImage = (instance, revision, ec2Instances) => revision.templates.some((each) => runs(instance, {
	...revision,
	templates: [each]
}) && ec2Instances.get(instance.id)?.image === each.image);
// src/rollout/model/target.ts
const isClassic = (targetGroup) => !targetGroup.startsWith("arn:");
const nounOf = (targetGroup) => isClassic(targetGroup) ? "classic load balancer" : "target group";
const isUnchecked = ({ state, reason }) => state === "unused" && reason === "Target.NotInUse" || state === "unavailable" && reason === "Target.HealthCheckDisabled";
const judgingIn = /* @__PURE__ */ new WeakMap();
function judging(targets) {
	const known = judgingIn.get(targets) ?? new Set(targets.flatMap((each) => each.state === "draining" || isUnchecked(each) ? [] : [each.targetGroup]));
	judgingIn.set(targets, known);
	return known;
}
const judgingNobody = (all, targets) => all.filter(({ arn, checked, loadBalancers }) => {
	const isEmpty = targets.every(({ targetGroup }) => targetGroup !== arn);
	return !checked || (isEmpty ? loadBalancers.length === 0 : !judging(targets).has(arn));
}).map(({ arn }) => arn);
function healthIn(targetGroup, instance, { targets, unjudged, undoes }) {
	if (unjudged.includes(targetGroup) && !judging(targets).has(targetGroup)) return void 0;
	const mine = targetsIn(targetGroup, instance, targets);
	if (undoes !== void 0 && mine.length > 0 && mine.every(isUnchecked)) return void 0;
	return mine.length > 0 && mine.every((target) => target.state === "healthy");
}
const sortedIn = /* @__PURE__ */ new WeakMap();
function targetsIn(targetGroup, instance, targets) {
	const sorted = sortedIn.get(targets) ?? sortedByGroup(targets);
	sortedIn.set(targets, sorted);
	return sorted.get(targetGroup)?.get(instance) ?? [];
}
function sortedByGroup(targets) {
	const sorted = /* @__PURE__ */ new Map();
	for (const [targetGroup, its] of Map.groupBy(targets, (target) => target.targetGroup)) sorted.set(targetGroup, Map.groupBy(its, (target) => target.instance));
	return sorted;
}
function isHealthy(instance, { targetGroups, unjudged, undoes }, targets) {
	const seen = {
		unjudged,
		undoes,
		targets
	};
	return instance.healthy && targetGroups.every((arn) => healthIn(arn, instance.id, seen) !== false);
}
// src/rollout/model/progress.ts
function progress({ instances, targets, desired }, operation, isUnfit = () => false) {
	const present = instances.filter(isInService);
	const { targetGroups, unjudged } = operation;
	const healthy = present.filter((each) => isHealthy(each, {
		targetGroups,
		unjudged
	}, targets) && !isUnfit(each));
	return {
		total: present.length,
		expected: unitsOf(instances) === "instances" ? Math.max(present.length, desired) : present.length,
		onTarget: present.filter((instance) => runs(instance, operation.to)).length,
		starting: instances.filter(isLaunching).length,
		leaving: instances.filter((each) => isLeaving(each) && !isRetained(each)).length,
		retained: instances.filter(isRetained).length,
		healthy: healthy.length,
		healthyOnTarget: healthy.filter((instance) => runs(instance, operation.to)).length,
		inTargetGroups: operation.targetGroups.map((targetGroup) => {
			const mine = targets.filter((target) => target.targetGroup === targetGroup && target.state !== "draining");
			return {
				targetGroup,
				healthy: mine.filter(({ state }) => state === "healthy").length,
				registered: mine.length
			};
		})
	};
}
// src/rollout/model/status-checks.ts
const parts = [
	"system",
	"instance",
	"attachedEbs",
	"application"
];
const isPassed = (status) => status === void 0 || status === "ok" || status === "not-applicable";
const passesAll = (checks) => parts.every((part) => isPassed(checks[part]));
const isImpaired = (checks) => parts.some((part) => checks[part] === "impaired");
const isImpairedByItself = ({ system, instance, application }) => !isHostImpaired({ system }) && (instance === "impaired" || application === "impaired");
const isHostImpaired = ({ system }) => system === "impaired";
const unpassedChecks = (checks) => parts.flatMap((part) => isPassed(checks[part]) ? [] : [`${names[part]} ${checks[part]}`]);
const names = {
	system: "system",
	instance: "instance",
	attachedEbs: "attached EBS volumes",
	application: "application"
};
// src/rollout/watch/status-checks.ts
const CHECK_INTERVAL = 6e4;
const RECHECK_INTERVAL = 2 * CHECK_INTERVAL;
const FINAL_CHECK_INTERVAL = 3e4;
const MOST_AT_ONCE = 100;
function checksDue({ at, instances, targets }, operation, due) {
	if (operation.type !== "refresh" && operation.type !== "verify-only") return [];
	const isWatched = targets.length > 0 && operation.targetGroups.length > operation.unjudged.length;
	const ids = instances.filter((each) => isInService(each) && runs(each, operation.to)).map(({ id }) => id);
	const asked = {
		...due,
		isWatched
	};
	const oldestFirst = [...ids.filter((id) => isDue(id, at, asked)), ...due.leaving].toSorted((a, b) => askedAt(a, due) - askedAt(b, due));
	return due.doneSince === void 0 ? oldestFirst.slice(0, MOST_AT_ONCE) : oldestFirst;
}
const askedAt = (id, { checks }) => checks.get(id)?.asked ?? 0;
function isDue(id, at, { checks, serviceSince, unhealthySince, doneSince, isWatched }) {
	const known = checks.get(id);
	const knowsHostFrom = (unhealthySince(id) ?? at) + CHECK_INTERVAL;
	if (known && at >= knowsHostFrom && (known.asked < knowsHostFrom || at - known.asked >= 6e4)) return true;
	if (doneSince !== void 0) {
		if (!known || known.asked < doneSince) return true;
		return !passesAll(known.status) && at - known.asked >= FINAL_CHECK_INTERVAL;
	}
	if (!known) return at - (serviceSince(id) ?? at) >= CHECK_INTERVAL;
	if (!passesAll(known.status)) return at - known.asked >= CHECK_INTERVAL;
	return !isWatched && at - known.asked >= RECHECK_INTERVAL;
}
function withChecks(before, { at, instances, statusChecks }) {
	const all = /* @__PURE__ */ new Map();
	for (const { id } of instances) {
		const was = before.get(id);
		const status = statusChecks?.get(id);
		const known = status ? checkOf(status, at, was) : was;
		if (known) all.set(id, known);
	}
	return all;
}
const checkOf = (status, asked, was) => ({
	status,
	asked,
	...isImpairedByItself(status) && { impairedSince: was?.impairedSince ?? asked },
	...isHostImpaired(status) ? { hostFailedAt: asked } : was?.hostFailedAt && { hostFailedAt: was.hostFailedAt }
});
function hasPassed(id, checks, doneSince = 0) {
	const known = checks.get(id);
	return known !== void 0 && known.asked >= doneSince && passesAll(known.status);
}
function lacksCapacity({ id }, checks) {
	const known = checks.get(id);
	return known !== void 0 && isImpaired(known.status);
}
// src/rollout/timeline.ts
const blank = (began) => ({
	began,
	now: began,
	to: [],
	operations: [],
	milestones: []
});
function record(timeline, event) {
	const next = {
		...timeline,
		now: event.at
	};
	if (event.type === "polled") return {
		...next,
		operations: polled(timeline.operations, event)
	};
	if (event.type === "unanswered") return {
		...next,
		unansweredAt: event.at
	};
	const milestones = [...event.type === "waiting" ? withoutRepeats(timeline.milestones, event) : timeline.milestones, event];
	switch (event.type) {
		case "surveyed": return {
			...next,
			milestones,
			survey: event.survey,
			settings: event.settings
		};
		case "planned": return {
			...next,
			milestones,
			plan: event.plan,
			to: isExecuted(event.plan) ? [] : timeline.to
		};
		case "checked": return {
			...next,
			milestones,
			drift: event.drift
		};
		case "prepared": return {
			...next,
			milestones,
			to: [...timeline.to.filter(({ id }) => id !== event.to.id), event.to]
		};
		case "underway": {
			const { operation, how, at } = event;
			return {
				...next,
				milestones,
				operations: [...timeline.operations, {
					operation,
					how,
					at,
					points: [],
					statuses: []
				}]
			};
		}
		case "concluded": return {
			...next,
			milestones,
			outcome: event.outcome
		};
		default: return {
			...next,
			milestones
		};
	}
}
const isExecuted = ({ action }) => action !== "refuse" && action !== "wait" && action !== "replace";
function withoutRepeats(milestones, { refresh: { id, status, percent } }) {
	return milestones.slice(-2).every((milestone) => milestone.type === "waiting" && milestone.refresh.id === id && milestone.refresh.status === status && milestone.refresh.percent === percent) && milestones.length > 1 ? milestones.slice(0, -1) : milestones;
}
function polled(operations, { at, seen, watchState }) {
	const current = operations.at(-1);
	if (!current) return operations;
	const rest = operations.slice(0, -1);
	if ("problem" in seen) return [...rest, {
		...current,
		watchState
	}];
	const { inTargetGroups: _, ...counts } = progress(seen, current.operation, (each) => lacksCapacity(each, watchState.checks));
	const percent = seen.refresh?.percent;
	const point = {
		at,
		...counts,
		...percent === void 0 ? {} : { percent }
	};
	const status = seen.refresh?.status;
	const statuses = status !== void 0 && status !== current.statuses.at(-1)?.status ? [...current.statuses, {
		at,
		status
	}] : current.statuses;
	const says = seen.refresh?.reason;
	const reason = says === void 0 || says === current.reason?.says ? current.reason : {
		at,
		says
	};
	const points = thin([...current.points, point]);
	return [...rest, {
		...current,
		points,
		statuses,
		...reason && { reason },
		last: seen,
		watchState
	}];
}
const MOST_POINTS = 400;
const thin = (points) => points.length <= MOST_POINTS ? points : points.filter((_, i) => i % 2 === 0 || i === points.length - 1);
// src/compose.ts
function emitterFor({ clock }, readers, later) {
	let known = blank(clock.now());
	const all = [...readers];
	const missed = [];
	let isComplete = later === void 0;
	later?.then((others) => {
		for (const each of missed) for (const read of others) read(...each);
		all.push(...others);
		isComplete = true;
	});
	return (event) => {
		const before = known;
		known = record(known, event);
		if (!isComplete) missed.push([
			event,
			before,
			known
		]);
		for (const read of all) read(event, before, known);
	};
}
const noVerification = {
	start: () => {},
	result: () => void 0,
	end: async () => {}
};
const traceFor = (env) => env["RUNNER_DEBUG"] === "1" ? (line) => debug(withoutCommands(line)) : void 0;
function compose({ region, env, credentials, verifyRunner, onInstance, emit, compare }, { clock, stop }) {
	const connection = connectionTo({
		region,
		clock,
		env,
		trace: traceFor(env)
	}, credentials, (operation, forMs) => emit({
		type: "unanswered",
		at: clock.now(),
		operation,
		forMs
	}));
	const { close, firstRequest } = connection;
	const ports = {
		reads: readsOf(connection),
		writes: writesOf(connection),
		clock,
		stop
	};
	const both = onInstance?.(ports, verifyRunner);
	const closed = async () => both?.closed();
	const run = {
		...compare && { compare },
		verifyRunner: both ?? verifyRunner,
		began: clock.now(),
		emit
	};
	return {
		...ports,
		...run,
		firstRequest,
		closed,
		close
	};
}
// src/github/command-state.ts
const KEY$2 = "commands";
const noteCommands = (access) => (commands) => {
	try {
		saveState(KEY$2, JSON.stringify({
			commands,
			access
		}));
	} catch {
		warning("What verify-on-instance runs could not be noted for the post step: if this job is cancelled, it may run on.");
	}
};
const commandsNoted = () => savedCommands()?.commands ?? [];
const commandAccess = () => savedCommands()?.access;
function savedCommands() {
	const text = getState(KEY$2);
	if (text === "") return void 0;
	try {
		const { commands = [], access } = JSON.parse(text);
		return commands.length > 0 && access !== void 0 ? {
			commands,
			access
		} : void 0;
	} catch {
		return;
	}
}
// src/github/workspace.ts
const LARGEST = 16e6;
const action_opener = (workspace) => (file) => {
	const path = (0,external_node_path_.resolve)(workspace, file);
	try {
		return {
			path,
			...contents(path)
		};
	} catch (thrown) {
		return {
			path,
			why: reasons[codeOf$1(thrown)] ?? `cannot be read (${codeOf$1(thrown)})`
		};
	}
};
function contents(path) {
	const file = (0,external_node_fs_.openSync)(path, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NONBLOCK);
	try {
		const stats = (0,external_node_fs_.fstatSync)(file);
		if (stats.isDirectory()) return { why: "is a folder" };
		if (!stats.isFile()) return { why: "is not a regular file" };
		if (stats.size > LARGEST) return { why: `is too large (${stats.size} bytes)` };
		return bounded(file);
	} finally {
		(0,external_node_fs_.closeSync)(file);
	}
}
function bounded(file) {
	const chunks = [];
	let length = 0;
	for (;;) {
		const chunk = Buffer.alloc(65536);
		const read = (0,external_node_fs_.readSync)(file, chunk);
		if (read === 0) return { text: Buffer.concat(chunks).toString("utf8").replace(/^\uFEFF/, "") };
		chunks.push(chunk.subarray(0, read));
		length += read;
		if (length > LARGEST) return { why: `is too large (more than ${LARGEST} bytes)` };
	}
}
const reasons = {
	ENOENT: "does not exist",
	ENOTDIR: "does not exist",
	EISDIR: "is a folder",
	EACCES: "may not be read"
};
const codeOf$1 = (thrown) => thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
// src/github/context.ts
function runnerContextFrom(env) {
	const inputs = Object.entries(env).flatMap(([key, value]) => key.startsWith("INPUT_") ? [[key.slice(6).toLowerCase(), value ?? ""]] : []);
	return {
		inputs: new Map(inputs),
		region: (env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || "").trim(),
		run: {
			id: env["GITHUB_RUN_ID"] ?? "local",
			sha: env["GITHUB_SHA"] ?? ""
		},
		attempt: Number(env["GITHUB_RUN_ATTEMPT"] || 1),
		open: action_opener(env["GITHUB_WORKSPACE"] || "."),
		env
	};
}
const REPORT_FILE = "report-file";
function freeFile(folder, step) {
	const name = `ami-rollout-${step.replace(/\W/g, "")}`;
	for (let count = 1;; count++) {
		const file = (0,external_node_path_.join)(folder, `${name}${count === 1 ? "" : `-${count}`}.json`);
		if (!(0,external_node_fs_.existsSync)(file)) return file;
	}
}
function actionRootFrom(env) {
	const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env;
	const address = encodeURI(`${server}/${repository}/blob/${ref}/`);
	return repository && ref && /^https?:/.test(address) && URL.canParse(address) ? address : "";
}
function runLinksFrom(env) {
	const reportFile = env[`STATE_report-file`] || freeFile(env["RUNNER_TEMP"] || (0,external_node_os_.tmpdir)(), env["GITHUB_ACTION"] ?? "");
	return {
		server: env["GITHUB_SERVER_URL"] ?? "https://github.com",
		repository: env["GITHUB_REPOSITORY"] ?? "",
		runId: env["GITHUB_RUN_ID"] ?? "",
		actor: env["GITHUB_TRIGGERING_ACTOR"] || (env["GITHUB_ACTOR"] ?? ""),
		actionRoot: actionRootFrom(env),
		reportFile,
		summaryFile: reportFile.replace(/\.json$/, ".md"),
		stepSummary: env["GITHUB_STEP_SUMMARY"] || void 0
	};
}
// src/github/identity.ts
function identityTokens(env, audience) {
	return async () => mayHaveToken(env) ? getIDToken(audience) : void 0;
}
const mayHaveToken = (env) => Boolean(env["ACTIONS_ID_TOKEN_REQUEST_URL"] && env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]);
// src/github/state.ts
function savedAfter(before, event) {
	switch (event.type) {
		case "surveyed": return before?.operation.type === "not-started" && !before.failure ? {
			...before,
			settled: true
		} : before;
		case "claiming":
		case "starting": return before?.failure ? before : {
			operation: event.operation,
			settings: event.settings,
			settled: false
		};
		case "underway": {
			const { operation, settings, failure = before?.failure } = event;
			const isSecondRefresh = operation.type === "refresh" && operation.undoes !== void 0;
			if (operation.type === "verify-only" || failure && !isSecondRefresh) return before;
			return {
				operation,
				settings,
				...failure && { failure },
				settled: false
			};
		}
		case "rolling-back": return before && {
			...before,
			failure: before.failure ?? event.failure
		};
		case "concluded": {
			const { outcome } = event;
			const isStartOpen = outcome.type === "cancelled" && before?.operation.type === "not-started" && !before.settled;
			const open = !("failure" in outcome && outcome.failure.code === "handed-over") && (isStartOpen || "rollback" in outcome && isOpen(outcome.rollback));
			return before && {
				...before,
				settled: !open
			};
		}
		default: return before;
	}
}
const isOpen = ({ end, failure }) => end === "under-way" || end === "failed" && failure !== void 0 && unanswered.has(failure.code);
const unanswered = /* @__PURE__ */ new Set([
	"lost-contact",
	"credentials-expired",
	"cancelled"
]);
const KEY$1 = "unsettled";
function stateReader(access) {
	let known;
	return (event) => {
		const next = savedAfter(known, event);
		if (next === known || !next) return;
		known = next;
		try {
			saveState(KEY$1, JSON.stringify({
				...next,
				access
			}, withoutMany));
		} catch {
			warning("The state for the post step could not be saved: if this job is cancelled, see to the instance refresh yourself.");
		}
	};
}
const withoutMany = (member, value) => member === "knownBefore" ? [] : value;
function leftByMain() {
	const text = getState(KEY$1);
	if (text === "") return "nothing";
	try {
		const saved = JSON.parse(text);
		if (saved.settled === true) return "nothing";
		const { operation, settings, access, failure } = saved;
		if (!operation || !settings || access === void 0) return "broken";
		return {
			operation,
			settings,
			access,
			...failure && { failure },
			settled: false
		};
	} catch {
		return "broken";
	}
}
function saveReportFile(path) {
	try {
		saveState(REPORT_FILE, path);
	} catch {}
}
// src/github/trial-state.ts
const KEY = "trials";
function launchesAfter(before, event) {
	if (event.type !== "trial") return before;
	const { trial } = event;
	switch (trial.did) {
		case "launching": return [...before, trial.launch];
		case "launched": return before.map((each) => isSame(each, trial.launch) ? trial.launch : each);
		case "no-room":
		case "not-launched": return before.filter(({ place, instance }) => instance !== void 0 || !isSamePlace(place, trial.place));
		case "ended":
		case "left": return before.filter(({ instance }) => instance === void 0 || !trial.instances.includes(instance));
		default: return before;
	}
}
const isSamePlace = (one, other) => one.subnet === other.subnet && one.type === other.type;
const isSame = (one, other) => one.template === other.template && one.version === other.version && isSamePlace(one.place, other.place);
function trialStateReader(access) {
	let known = [];
	return (event) => {
		const next = launchesAfter(known, event);
		if (next === known) return;
		known = next;
		try {
			saveState(KEY, JSON.stringify({
				launches: next,
				access
			}));
		} catch {
			warning("The trial could not be noted for the post step: if this job is cancelled, see that its instance ends.");
		}
	};
}
function trialsLeftByMain() {
	const text = getState(KEY);
	if (text === "") return void 0;
	try {
		const { launches = [], access } = JSON.parse(text);
		return launches.length > 0 && access !== void 0 ? {
			launches,
			access
		} : void 0;
	} catch {
		return;
	}
}
// src/rollout/model/settings.ts
const VERIFY_SLACK = 15e3;
const warmupOf = ({ instanceWarmup }, group) => instanceWarmup === void 0 ? group.defaultInstanceWarmup ?? group.healthCheckGracePeriod : instanceWarmup;
// src/rollout/partition.ts
const STS = "sts.amazonaws.com";
const partitions = [
	{
		id: "aws",
		regions: /^(?:us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
		console: (region) => `${region}.console.aws.amazon.com`,
		stsAudience: STS
	},
	{
		id: "aws-cn",
		regions: /^cn-\w+-\d+$/,
		console: (region) => `${region}.console.amazonaws.cn`,
		stsAudience: "sts.amazonaws.com.cn"
	},
	{
		id: "aws-us-gov",
		regions: /^us-gov-\w+-\d+$/,
		console: () => "console.amazonaws-us-gov.com",
		stsAudience: STS
	},
	{
		id: "aws-eusc",
		regions: /^eusc-\w+-\w+-\d+$/,
		console: () => "console.amazonaws-eusc.eu",
		stsAudience: STS
	},
	{
		id: "aws-iso",
		regions: /^us-iso-\w+-\d+$/,
		stsAudience: STS
	},
	{
		id: "aws-iso-b",
		regions: /^us-isob-\w+-\d+$/,
		stsAudience: STS
	},
	{
		id: "aws-iso-e",
		regions: /^eu-isoe-\w+-\d+$/,
		stsAudience: STS
	},
	{
		id: "aws-iso-f",
		regions: /^us-isof-\w+-\d+$/,
		stsAudience: STS
	}
];
const partitionOf = (region) => partitions.find(({ regions }) => regions.test(region));
const isPartition = (id) => partitions.some((partition) => partition.id === id);
// src/rollout/several-groups.ts
const matrixOf = (groups) => `\`strategy: { matrix: { group: [${groups.map((name) => JSON.stringify(name)).join(", ")}] } }\` in the job, and \`auto-scaling-group: \${{ matrix.group }}\` here`;
const orSeveral = (text) => {
	const [first = "", ...others] = text.split(",");
	const kind = /^tag:.*=/.exec(first)?.[0] ?? "";
	return others.length === 0 ? "" : ` If these are several groups, use a matrix: ${matrixOf([first, ...others.map((each) => `${kind}${each}`)])}.`;
};
// src/inputs/parse.ts
const SECOND = 1e3;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
var Wrong = class {
	says;
	constructor(says) {
		this.says = says;
	}
};
const word = (words) => (value) => (Object.hasOwn(words, value) ? words[value] : void 0) ?? new Wrong(`must be one of ${Object.keys(words).join(", ")}`);
const yesOrNo = (value) => value === "true" ? true : value === "false" ? false : new Wrong("must be true or false");
function destination(value) {
	if (value === "previous") return value;
	if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
	return isImageId(value) ? value : new Wrong("must be previous, a launch template version number, or ami-…");
}
function versionOrAlias(value) {
	if (value === "$Latest" || value === "$Default") return value;
	return /^[1-9]\d{0,5}$/.test(value) ? Number(value) : new Wrong("must be a version number, $Latest or $Default");
}
const isImageId = (value) => /^ami-[0-9a-f]{8,17}$/.test(value);
function groupOrTag(value) {
	const names = value.split(/\r?\n|,\s+|\s+,/).map((name) => name.trim());
	if (names.length > 1) return new Wrong(severalGroups(names.filter(Boolean)));
	if (value.startsWith("tag:")) return groupTag(value);
	return value.length <= 255 ? value : new Wrong("must be one name of at most 255 characters");
}
function groupTag(text) {
	const at = text.lastIndexOf("=");
	const [key, value] = [text.slice(4, at), text.slice(at + 1)];
	return at > 4 && key.length <= 128 && value.length <= 256 ? {
		key,
		value
	} : new Wrong("must be tag:KEY=VALUE, with a key of at most 128 characters and a value of at most 256");
}
const severalGroups = (names) => `names ${names.length} groups, and a step rolls one. For several groups use a matrix: ${matrixOf(names)}`;
const roleArn = (value) => {
	const partition = /^arn:([a-z-]+):iam::\d{12}:role\/[\w+=,.@/-]+$/.exec(value)?.[1];
	return partition !== void 0 && isPartition(partition) ? value : new Wrong("must be the ARN of a role, such as arn:aws:iam::123456789012:role/deploy");
};
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/;
function regionName(value) {
	if (REGION.test(value)) return value;
	const ofZone = /^(.*\d)[a-z]$/.exec(value)?.[1];
	if (ofZone !== void 0 && REGION.test(ofZone)) return new Wrong(`must be a region, not an Availability Zone: the region is ${ofZone}`);
	const meant = value.toLowerCase().replace(/["'\s]+/g, "-").replace(/^-|-$/g, "");
	return new Wrong(REGION.test(meant) ? `must be a region; did you mean ${meant}?` : "must be one region, such as eu-west-1");
}
const whole = (least, most) => (value) => {
	const number = /^\d{1,3}$/.test(value) ? Number(value) : NaN;
	return number >= least && number <= most ? number : new Wrong(`must be a whole number from ${least} to ${most}`);
};
function percentages(value) {
	const parts = listed(value).map((part) => /^\d{1,3}$/.test(part) ? Number(part) : NaN);
	if (!parts.every((part, i) => part >= 1 && part <= 100 && part > (parts[i - 1] ?? 0))) return new Wrong("must be whole percentages from 1 to 100, ascending and each once, such as 1, 20, 50");
	return parts.at(-1) === 100 ? parts : [...parts, 100];
}
function alarmNames(value) {
	const names = listed(value);
	return names.length <= 10 && names.every((name) => name.length <= 255) && new Set(names).size === names.length ? names : new Wrong("must be at most ten alarm names of at most 255 characters, each once");
}
const PARAMETER_NAME = /^(?:[\w.-]+|(?:\/[\w.-]+)+)$/;
const ownParameter = (value) => PARAMETER_NAME.test(value) && !/^\/?(?:aws|ssm)/i.test(value) ? value : new Wrong("must be the name of a parameter of this account, such as /web/image, without a version or a label");
function imageOwners(value) {
	const owners = listed(value).map(imageOwner);
	return owners.every((owner) => owner !== void 0) ? owners : new Wrong("must be account ids of twelve digits, `amazon`, or `marketplace:` with a product code");
}
function imageOwner(text) {
	if (text === "amazon") return { type: "amazon" };
	if (/^\d{12}$/.test(text)) return {
		type: "account",
		id: text
	};
	const productCode = /^marketplace:([a-z0-9]+)$/.exec(text)?.[1];
	return productCode === void 0 ? void 0 : {
		type: "marketplace",
		productCode
	};
}
const listed = (value) => value.split(/[,\n]/).map((part) => part.trim()).filter(Boolean);
const milliseconds = (least, most) => (value) => {
	const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(value);
	const [, hours = 0, minutes = 0, seconds = 0] = parts ?? [];
	const asked = Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds) * SECOND;
	if (parts && asked >= least && asked <= most) return asked;
	return new Wrong(`must be a duration such as 90, 90s, 5m or 1h30m, from ${action_length(least)} to ${action_length(most)}`);
};
function action_length(ms) {
	if (ms > 0 && ms % 36e5 === 0) return `${ms / HOUR}h`;
	return ms > 0 && ms % 6e4 === 0 ? `${ms / MINUTE}m` : `${ms / SECOND}s`;
}
// src/inputs/connection.ts
function readAccess({ text, read, wrong }, { region: ambient, run }) {
	const region = read("aws-region", regionName, ambient);
	if (region === "" && text("aws-region") === "") wrong("aws-region", "", "is not set, and neither is AWS_REGION in the environment; set it, such as eu-west-1");
	for (const input of ["role-session-name", "audience"]) if (text(input) !== "" && text("role-to-assume") === "") wrong(input, text(input), "means nothing without role-to-assume");
	const arn = read("role-to-assume", roleArn, "");
	const sessionName = text("role-session-name") || `ami-rollout-${run.id}`;
	const audience = text("audience") || (partitionOf(region)?.stsAudience ?? "sts.amazonaws.com");
	return {
		region,
		role: arn === "" ? void 0 : {
			arn,
			sessionName,
			audience
		},
		summary: read("summary", yesOrNo, true)
	};
}
// src/inputs/environment.ts
const environmentProblems = (reader, { env }) => {
	return [
		...region(reader, env),
		...proxy(env),
		...endpoints(env),
		...words(env),
		...attempts(env),
		...credentials(reader, env)
	];
};
const problem = (input, value, says, remedy) => ({
	input,
	value,
	says: `in the environment ${says}`,
	remedy
});
const UNSET = "Correct this variable in `env:` of the step, the job or the workflow, or on the runner, or unset it.";
function region({ text }, env) {
	if (text("aws-region") !== "") return [];
	const name = env["AWS_REGION"] ? "AWS_REGION" : "AWS_DEFAULT_REGION";
	const value = env[name] ?? "";
	const parsed = value.trim() === "" ? "" : regionName(value.trim());
	return parsed instanceof Wrong ? [problem(name, value, parsed.says, `Set \`aws-region\` in this step. ${UNSET}`)] : [];
}
function proxy(env) {
	const name = env["https_proxy"] ? "https_proxy" : "HTTPS_PROXY";
	const value = env[name];
	if (!value) return [];
	const says = wrongWithProxy(value);
	return says === void 0 ? [] : [problem(name, "", says, UNSET)];
}
function wrongWithProxy(value) {
	const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(value)?.[1]?.toLowerCase();
	if (scheme !== void 0 && scheme !== "http" && scheme !== "https") return `names a proxy of the kind ${scheme}, which neither Node nor GitHub's toolkit supports; it must be http://HOST:PORT`;
	const text = scheme === void 0 ? `http://${value}` : value;
	if (!URL.canParse(text)) return "must be a URL such as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT";
	const { pathname, search, hash, username, password } = new URL(text);
	return pathname === "/" && search === "" && hash === "" && isEncoded(username) && isEncoded(password) ? void 0 : "must end after HOST:PORT: in user and password the characters @ : / ? # % are written %40 %3A %2F %3F %23 %25";
}
function isEncoded(text) {
	try {
		return true;
	} catch {
		return false;
	}
}
const endpoints = (env) => env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] === "true" ? [] : Object.entries(env).flatMap(([name, value]) => /^AWS_ENDPOINT_URL(?:_|$)/.test(name) && value && !isHttp(value) ? [problem(name, value, "must be a URL that begins with http:// or https://", UNSET)] : []);
const isHttp = (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const yesNo = ["true", "false"];
const action_closed = {
	AWS_USE_FIPS_ENDPOINT: yesNo,
	AWS_USE_DUALSTACK_ENDPOINT: yesNo,
	AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: yesNo,
	AWS_DISABLE_CLOCK_SKEW_CORRECTION: yesNo,
	AWS_ACCOUNT_ID_ENDPOINT_MODE: [
		"preferred",
		"disabled",
		"required"
	],
	AWS_RETRY_MODE: [
		"standard",
		"adaptive",
		"legacy"
	]
};
const words = (env) => Object.entries(action_closed).flatMap(([name, allowed]) => {
	const value = env[name];
	return value === void 0 || allowed.includes(value) ? [] : [problem(name, value, `must be ${allowed.join(" or ")}, in lower case`, UNSET)];
});
const attempts = ({ AWS_MAX_ATTEMPTS: value }) => !value || /^(?:[1-9]\d?|100)$/.test(value) ? [] : [problem("AWS_MAX_ATTEMPTS", value, "must be a whole number from 1 to 100", UNSET)];
function credentials({ text, isSound }, env) {
	const role = text("role-to-assume");
	if (role === "") return halfKey(env);
	return [...mayHaveToken(env) ? [] : [noToken], ...isSound("role-to-assume", "aws-region") ? otherPartition(role, text("aws-region") || env["AWS_REGION"] || "") : []];
}
const noToken = {
	input: "role-to-assume",
	value: "",
	says: "needs an identity token, which GitHub gives only to jobs with `permissions: id-token: write`",
	remedy: "Add `id-token: write` to the `permissions` of this job (of the calling job too, for a reusable workflow). A pull request from a fork never gets a token. With credentials from a step before, leave `role-to-assume` out."
};
function otherPartition(role, region) {
	const [, ofRole] = role.split(":");
	const ofRegion = partitionOf(region)?.id;
	if (ofRegion === void 0 || ofRole === ofRegion) return [];
	return [{
		input: "role-to-assume",
		value: role,
		says: `is a role of the partition ${ofRole}, but ${region} lies in ${ofRegion}: no role of the one can be assumed in the other`
	}];
}
function halfKey(env) {
	const pair = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
	const missing = pair.filter((name) => !env[name]);
	const [name] = missing;
	if (missing.length !== 1 || name === void 0) return [];
	const other = pair.find((each) => each !== name);
	return [problem(name, "", `is not set, but ${other} is: a key needs both`, "Set both, from secrets; or set `role-to-assume` instead.")];
}
// src/rollout/launch-template/image-source.ts
const isMoving = (ref) => ref.from === "newest" || ref.from === "parameter" && !/^\d+$/.test(ref.selector ?? "");
function asked$1(ref) {
	switch (ref.from) {
		case "id": return ref.id;
		case "parameter": return `ssm:${ref.name}${ref.selector === void 0 ? "" : `:${ref.selector}`}${suffix(ref.member)}`;
		case "packer": return `packer:${ref.file}${suffix(ref.named)}`;
		case "newest": return `latest:${ref.pattern}`;
	}
}
const suffix = (name) => name === void 0 ? "" : `#${name}`;
const idIn = (ref) => "id" in ref ? ref.id : void 0;
const commitKeys = [
	"commit",
	"gitcommit",
	"gitsha",
	"sha",
	"sourcecommit",
	"org.opencontainers.image.revision"
];
function commitIn(notes) {
	const found = /* @__PURE__ */ new Map();
	for (const [key, value] of notes) if (typeof value === "string" && /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/i.test(value.trim())) found.set(key.toLowerCase().replace(/[-_]/g, ""), value.trim().toLowerCase());
	return commitKeys.map((key) => found.get(key)).find((commit) => commit !== void 0);
}
// src/inputs/packer.ts
function artifactsIn(text, region, name) {
	if (text.trim() === "") return new Wrong("is empty");
	const manifest = parsed$1(text);
	if (manifest === void 0) return new Wrong("is not JSON");
	const run = textAt(manifest, "last_run_uuid");
	const builds = listAt(manifest, "builds");
	if (!builds || run === void 0 || run === "") return new Wrong("is no manifest of Packer: it has no `builds` or no `last_run_uuid`");
	const last = builds.filter((build) => textAt(build, "packer_run_uuid") === run);
	if (last.length === 0) return new Wrong(`has no build of its last run ${run}, only ${builds.length} of others`);
	const named = name === void 0 ? last : last.filter((build) => namesOf(build).includes(name));
	if (named.length === 0) return new Wrong(`has no build ${name} in its last run, only ${[...new Set(last.map(nameOf$2))].join(", ")}`);
	const images = named.flatMap((build) => imagesOf(build).map((image) => ({
		build,
		...image
	})));
	if (images.length === 0) return new Wrong(`has no AMI of its last run ${run}, only ${kinds(named)}`);
	const here = images.filter((image) => image.region === region);
	if (here.length === 0) return new Wrong(`has images of its last run in ${regions(images)}, none in ${region}`);
	return here.filter(({ id }, i) => here.findIndex((other) => other.id === id) === i).map(({ build, id }) => ({
		id,
		run,
		...factsOf(build)
	}));
}
function namesOf(build) {
	const [name, type] = [textAt(build, "name") ?? "", textAt(build, "builder_type") ?? ""];
	return [
		name,
		type,
		`${type}.${name}`
	].filter((each) => each !== "" && each !== ".");
}
const nameOf$2 = (build) => namesOf(build).at(-1) ?? "a build without a name";
function parsed$1(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
const imagesOf = (build) => (textAt(build, "artifact_id") ?? "").split(",").flatMap((part) => {
	const [region = "", id = ""] = part.split(":");
	return isImageId(id) ? [{
		region,
		id
	}] : [];
});
function factsOf(build) {
	const seconds = at(build, "build_time");
	const custom = at(build, "custom_data");
	const commit = commitIn(typeof custom === "object" && custom !== null ? Object.entries(custom) : []);
	return {
		build: textAt(build, "name") ?? "",
		...typeof seconds === "number" && { built: seconds * 1e3 },
		...commit !== void 0 && { commit }
	};
}
const kinds = (builds) => [...new Set(builds.map((build) => textAt(build, "builder_type") ?? "builds of no kind"))].join(", ");
const regions = (images) => [...new Set(images.map(({ region }) => region))].sort().join(", ");
const at = (value, key) => typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : void 0;
const textAt = (value, key) => {
	const found = at(value, key);
	return typeof found === "string" ? found : void 0;
};
const listAt = (value, key) => {
	const found = at(value, key);
	return Array.isArray(found) ? found : void 0;
};
// src/inputs/images.ts
const CURRENT = "current";
function checkCurrent({ text, wrong, isSound }, settings) {
	const version = text("launch-template-version");
	if (version !== "") wrong("launch-template-version", version, "means nothing with image: current, which rolls the version in use");
	if (settings.trial !== void 0 && isSound("trial")) wrong("trial", text("trial"), "means nothing with image: current, whose version runs already");
	if (settings.skipMatching && isSound("skip-matching")) wrong("skip-matching", text("skip-matching"), "means nothing with image: current, which replaces every instance");
}
function readImages({ text, wrong }, around) {
	if (text("image") === "") wrong("image", "", "is required; to roll a version that exists, set `launch-template-version`");
	const seen = /* @__PURE__ */ new Set();
	return listed(text("image")).flatMap((line) => {
		const refs = once(refsIn(line, around), seen);
		if (!(refs instanceof Wrong)) return refs;
		wrong("image", line, refs.says);
		return [];
	});
}
function once(refs, seen) {
	if (refs instanceof Wrong) return refs;
	if (refs.some((ref) => seen.has(nameOf$1(ref)))) return new Wrong("is given twice");
	for (const ref of refs) seen.add(nameOf$1(ref));
	return refs;
}
const nameOf$1 = (ref) => "id" in ref ? ref.id : JSON.stringify(ref);
function refsIn(line, around) {
	const [, form = "", rest = ""] = /^(ssm|packer|latest):(.*)$/.exec(line) ?? [];
	if (form === "packer") return builds(rest, around);
	const ref = form === "ssm" ? parameter(rest, around) : form === "latest" ? newest(rest) : imageId(line);
	return ref instanceof Wrong ? ref : [ref];
}
const imageId = (value) => isImageId(value) ? {
	from: "id",
	id: value
} : new Wrong(noImageId(value));
function noImageId(value) {
	if (value === "current") return "must be the only line, since every template then keeps its own image";
	return value.startsWith("resolve:ssm:") ? `is the form of launch templates; write ${value.slice(8)}` : "must be an image id (ami- and 8 to 17 hexadecimal digits), current, ssm:/parameter, packer:manifest.json or latest:name-pattern";
}
const ARN = /^arn:aws[\w-]*:ssm:(?<region>[a-z0-9-]+):(?:\d{12})?:parameter\/[\w./-]+$/;
const SELECTOR = /^(?:[1-9]\d{0,14}|(?!aws|ssm)[a-z._-][\w.-]{0,99})$/i;
function parameter(text, { region }) {
	const [, value = text, member] = /^([^#]*)#(.*)$/.exec(text) ?? [];
	if (member === "") return new Wrong("must name a member of the parameter’s JSON after the #");
	const [, name = value, selector] = /^(arn(?::[^:]*){5}|(?!arn:)[^:]*):(.*)$/.exec(value) ?? [];
	const arn = ARN.exec(name)?.groups;
	if (!arn && !PARAMETER_NAME.test(name)) return new Wrong("must name a parameter: ssm:/name, ssm:/name:version, ssm:/name:label, or its ARN after ssm:");
	if (arn && region !== "" && arn["region"] !== region) return new Wrong(`names a parameter of ${arn["region"]}, but the region is ${region}; a parameter is read in its own`);
	if (selector !== void 0 && !SELECTOR.test(selector)) return new Wrong("must have a version number or a label after the last colon");
	return {
		from: "parameter",
		name,
		...selector !== void 0 && { selector },
		...member !== void 0 && { member }
	};
}
const PATTERN = /^[\w ()[\]./'@*?-]{1,128}$/;
const newest = (pattern) => PATTERN.test(pattern) && /[^*?]/.test(pattern) ? {
	from: "newest",
	pattern
} : new Wrong("must be a name of an image, or a part of it with * and ?, such as latest:web-*");
function builds(text, { region, open }) {
	const [, file = text, named] = /^(.*)#(.*)$/.exec(text) ?? [];
	if (named === "") return new Wrong("must name a build of the manifest after the #");
	if (file === "") return new Wrong("must name the manifest that Packer wrote, such as packer:packer-manifest.json");
	const opened = open(file);
	if ("why" in opened) return new Wrong(`names ${opened.path}, which ${opened.why}; the step that makes or downloads it must come before, in the same job`);
	const found = region === "" ? [] : artifactsIn(opened.text, region, named);
	return found instanceof Wrong ? new Wrong(`names ${file}, which ${found.says}`) : found.map((artifact) => ({
		from: "packer",
		file,
		...named !== void 0 && { named },
		...artifact
	}));
}
// src/inputs/names.ts
const inputNames = [
	"auto-scaling-group",
	"image",
	"launch-template-version",
	"mode",
	"to",
	"min-healthy-percentage",
	"max-healthy-percentage",
	"instance-warmup",
	"bake-time",
	"target-health-timeout",
	"max-launch-failures",
	"checkpoints",
	"checkpoint-delay",
	"alarms",
	"verify",
	"verify-on-instance",
	"verify-timeout",
	"trial",
	"trial-timeout",
	"skip-matching",
	"scale-in-protected-instances",
	"standby-instances",
	"timeout",
	"poll-interval",
	"hand-over",
	"on-failure",
	"on-cancel",
	"on-conflict",
	"on-stale",
	"allowed-image-owners",
	"ssm-template",
	"set-default-version",
	"failed-version",
	"set-parameter",
	"keep-launch-template-versions",
	"keep-images",
	"old-images",
	"aws-region",
	"role-to-assume",
	"role-session-name",
	"audience",
	"summary",
	"pull-request-comment",
	"github-token"
];
const declared = inputNames;
const typos = ({ inputs }) => [...inputs].flatMap(([input, value]) => {
	const meant = declared.includes(input) ? void 0 : declared.find((name) => distance(name, input) <= 2);
	return meant === void 0 ? [] : [{
		input,
		value,
		says: `is not an input of this action; did you mean ${meant}?`
	}];
});
function distance(a, b) {
	let row = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (const [i, left] of [...a].entries()) {
		const next = [i + 1];
		for (const [j, right] of [...b].entries()) next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (left === right ? 0 : 1)));
		row = next;
	}
	return row[b.length] ?? 0;
}
// src/inputs/reading.ts
function reading({ inputs }, problems) {
	const text = (input) => inputs.get(input)?.trim() ?? "";
	const wrong = (input, value, says) => {
		problems.push({
			input,
			value,
			says
		});
	};
	const read = (input, parse, otherwise) => {
		const value = text(input);
		if (value === "") return otherwise;
		const parsed = parse(value);
		if (!(parsed instanceof Wrong)) return parsed;
		wrong(input, value, parsed.says);
		return otherwise;
	};
	const required = (input, parse, otherwise) => {
		if (text(input) === "") wrong(input, "", "is required");
		return read(input, parse, otherwise);
	};
	const isSound = (...of) => !problems.some(({ input }) => of.some((each) => each === input));
	return {
		text,
		read,
		required,
		wrong,
		isSound
	};
}
// src/inputs/watch.ts
const watching = /* @__PURE__ */ new Set([
	"auto-scaling-group",
	"mode",
	"verify",
	"verify-timeout",
	"target-health-timeout",
	"max-launch-failures",
	"timeout",
	"poll-interval",
	"hand-over",
	"on-failure",
	"on-cancel",
	"aws-region",
	"role-to-assume",
	"role-session-name",
	"audience",
	"summary",
	"pull-request-comment",
	"github-token"
]);
const unsetInWatch = {
	trial: "false",
	"scale-in-protected-instances": "ignore",
	"standby-instances": "ignore",
	"on-conflict": "auto",
	"on-stale": "warn",
	"ssm-template": "refuse",
	"set-default-version": "false",
	"failed-version": "delete"
};
const isForWatch = (input) => watching.has(input);
function checkWatch({ text, wrong, isSound }) {
	for (const input of inputNames) if (!isForWatch(input) && text(input) !== "" && text(input) !== unsetInWatch[input] && isSound(input)) wrong(input, text(input), "means nothing in mode: watch, which shapes no instance refresh and starts none");
	if (text("verify-timeout") !== "" && text("verify") === "" && isSound("verify-timeout")) wrong("verify-timeout", text("verify-timeout"), "means nothing without verify");
	for (const input of ["on-failure", "on-cancel"]) if (text(input) !== "" && text(input) !== "leave" && isSound(input)) wrong(input, text(input), "must be leave in mode: watch, which undoes nothing that somebody else has started");
}
// src/inputs/index.ts
function inputsFrom(runner) {
	const problems = [...typos(runner)];
	const reader = reading(runner, problems);
	const { text, read, required } = reader;
	const access = readAccess(reader, runner);
	const onInstance = text("verify-on-instance") !== "";
	const verifies = text("verify") !== "" || onInstance;
	const trialTimeout = read("trial-timeout", milliseconds(2 * MINUTE, 3 * HOUR), 15 * MINUTE);
	const chosen = read("mode", word(modes), "deploy");
	const isWatch = chosen === "watch";
	const isRollback = chosen === "rollback" || chosen === "plan" && text("to") !== "";
	const to = read("to", destination, isRollback ? "previous" : void 0);
	const currentImage = text("image") === CURRENT;
	const isWithoutImage = currentImage || text("image") === "" && text("launch-template-version") !== "";
	const templateVersion = read("launch-template-version", versionOrAlias, void 0);
	const keepImages = read("keep-images", whole(2, 999), void 0);
	const oldImages = read("old-images", word(archives), void 0);
	const setParameter = read("set-parameter", ownParameter, void 0);
	const settings = {
		mode: chosen,
		group: required("auto-scaling-group", groupOrTag, ""),
		images: isRollback || chosen === "check" || isWatch || isWithoutImage || text("image") === "" && !reader.isSound("mode") ? [] : readImages(reader, {
			...runner,
			region: access.region
		}),
		currentImage,
		...templateVersion !== void 0 && { templateVersion },
		...isRollback && to !== void 0 && { to },
		run: runner.run,
		attempt: runner.attempt,
		minHealthyPercentage: read("min-healthy-percentage", whole(0, 100), void 0),
		maxHealthyPercentage: read("max-healthy-percentage", whole(100, 200), void 0),
		instanceWarmup: read("instance-warmup", milliseconds(0, 48 * HOUR), void 0),
		bakeTime: read("bake-time", milliseconds(0, 48 * HOUR), verifies ? 5 * MINUTE : isRollback ? 0 : 2 * MINUTE),
		targetHealthTimeout: read("target-health-timeout", milliseconds(10 * SECOND, HOUR), MINUTE),
		maxLaunchFailures: read("max-launch-failures", whole(1, 100), 3),
		checkpoints: read("checkpoints", percentages, []),
		checkpointDelay: read("checkpoint-delay", milliseconds(0, 48 * HOUR), 5 * MINUTE),
		alarms: read("alarms", alarmNames, []),
		verify: verifies ? {
			timeout: read("verify-timeout", milliseconds(SECOND, 48 * HOUR), void 0),
			namesInstances: /^$|AMI_ROLLOUT_NEW_INSTANCE_(ADDRESSES|IDS)/.test(text("verify")),
			onInstance
		} : void 0,
		trial: read("trial", yesOrNo, false) ? { timeout: trialTimeout } : void 0,
		skipMatching: read("skip-matching", yesOrNo, !currentImage),
		scaleInProtectedInstances: read("scale-in-protected-instances", word({
			refresh: "Refresh",
			ignore: "Ignore",
			wait: "Wait"
		}), "Ignore"),
		standbyInstances: read("standby-instances", word({
			terminate: "Terminate",
			ignore: "Ignore",
			wait: "Wait"
		}), "Ignore"),
		timeout: read("timeout", (value) => value === "auto" ? "auto" : milliseconds(MINUTE, 336 * HOUR)(value), "auto"),
		handOver: read("hand-over", (value) => value === "none" ? void 0 : milliseconds(10 * MINUTE, 336 * HOUR)(value), HAND_OVER),
		pollInterval: read("poll-interval", milliseconds(5 * SECOND, 10 * MINUTE), 15 * SECOND),
		onFailure: read("on-failure", word(failureActions), isRollback || isWatch ? "leave" : "rollback"),
		onCancel: read("on-cancel", word(failureActions), isRollback || isWatch ? "leave" : "rollback"),
		onConflict: read("on-conflict", word({
			auto: "auto",
			fail: "fail",
			wait: "wait",
			replace: "replace"
		}), "auto"),
		onStale: read("on-stale", word({
			warn: "warn",
			refuse: "refuse",
			allow: "allow"
		}), "warn"),
		allowedImageOwners: read("allowed-image-owners", imageOwners, []),
		ssmTemplate: read("ssm-template", word({
			refuse: "refuse",
			pin: "pin"
		}), "refuse"),
		setDefaultVersion: read("set-default-version", yesOrNo, false),
		...setParameter !== void 0 && { setParameter },
		failedVersion: read("failed-version", word({
			delete: "delete",
			keep: "keep"
		}), "delete"),
		keepTemplateVersions: read("keep-launch-template-versions", whole(2, 999), void 0),
		...keepImages !== void 0 && oldImages !== void 0 && { archive: {
			keep: keepImages,
			how: oldImages
		} }
	};
	if (isWatch) checkWatch(reader);
	else checkCombinations(reader, settings, isRollback);
	problems.push(...environmentProblems(reader, runner));
	const gitHub = {
		token: text("github-token"),
		comment: read("pull-request-comment", yesOrNo, false)
	};
	return problems.length > 0 ? { problems } : {
		...access,
		rollout: settings,
		verify: text("verify"),
		verifyOnInstance: text("verify-on-instance"),
		gitHub
	};
}
const LONGEST_SCRIPT = 32e3;
const HAND_OVER = 204e5;
const modes = {
	deploy: "deploy",
	rollback: "rollback",
	plan: "plan",
	check: "check",
	watch: "watch"
};
const archives = {
	deprecate: "deprecate",
	disable: "disable"
};
const failureActions = {
	rollback: "rollback",
	cancel: "cancel",
	leave: "leave"
};
function checkCombinations(reader, settings, isRollback) {
	const { text, wrong, isSound } = reader;
	const { minHealthyPercentage: min, maxHealthyPercentage: max } = settings;
	if (min !== void 0 && max !== void 0 && max - min > 100) wrong("max-healthy-percentage", text("max-healthy-percentage"), `must be at most 100 above min-healthy-percentage (${min})`);
	if (text("trial-timeout") !== "" && settings.trial === void 0 && isSound("trial")) wrong("trial-timeout", text("trial-timeout"), "means nothing without trial: true");
	for (const [input, ...needs] of [
		["checkpoint-delay", "checkpoints"],
		[
			"verify-timeout",
			"verify",
			"verify-on-instance"
		],
		["keep-images", "old-images"],
		["old-images", "keep-images"],
		["keep-images", "keep-launch-template-versions"]
	]) if (text(input) !== "" && needs.every((need) => text(need) === "") && isSound(input)) wrong(input, text(input), `means nothing without ${needs.join(" or ")}`);
	if (Buffer.byteLength(text("verify-on-instance")) > LONGEST_SCRIPT) wrong("verify-on-instance", `${text("verify-on-instance").slice(0, 40)}…`, `must be at most ${LONGEST_SCRIPT} bytes long, since Systems Manager limits the size of a command`);
	if (settings.setParameter !== void 0 && settings.images.length > 1) wrong("set-parameter", text("set-parameter"), `takes one image, and image names ${settings.images.length}`);
	if (isSound("mode", "to")) checkMode(reader, settings, isRollback);
	if (settings.currentImage) checkCurrent(reader, settings);
	if (isSound("bake-time", "target-health-timeout", "poll-interval")) bakeIsLongEnough(reader, settings, isRollback);
	if (isSound("bake-time", "poll-interval", "checkpoints", "checkpoint-delay", "verify-timeout")) verifyFits(reader, settings);
}
function checkMode({ text, wrong }, { mode }, isRollback) {
	const version = text("launch-template-version");
	if (version !== "" && isRollback) wrong("launch-template-version", version, "means nothing in a rollback; `to` says where it goes");
	if (version !== "" && mode === "check") wrong("launch-template-version", version, "means nothing in a check, which compares the group with its own launch template");
	if (mode === "check" && text("set-parameter") !== "") wrong("set-parameter", text("set-parameter"), "means nothing in a check, which changes nothing");
	if (isRollback && text("image") !== "") wrong("image", text("image"), "means nothing in a rollback; `to` says where it goes");
	if (mode === "check" && text("image") !== "") wrong("image", text("image"), "means nothing in a check, which compares the group with its own launch template");
	if (!isRollback && text("to") !== "") wrong("to", text("to"), "means nothing without mode: rollback (or plan)");
}
function bakeIsLongEnough({ text, wrong }, settings, isRollback) {
	const { bakeTime, targetHealthTimeout, pollInterval } = settings;
	const least = targetHealthTimeout + 3 * pollInterval;
	if (bakeTime >= least || isRollback && bakeTime === 0) return;
	const unset = text("bake-time") === "" ? ` (unset it is ${action_length(bakeTime)})` : "";
	wrong("bake-time", text("bake-time"), `must be at least ${action_length(least)}${unset}: target-health-timeout (${action_length(targetHealthTimeout)}) and 3 polls (poll-interval ${action_length(pollInterval)}) together, else AWS ends the refresh before bad targets can be detected`);
}
function verifyFits({ text, wrong }, settings) {
	const { verify, bakeTime, checkpoints, checkpointDelay, pollInterval } = settings;
	if (!verify) return;
	const pause = Math.min(bakeTime, ...checkpoints.length > 0 ? [checkpointDelay] : []);
	const shortest = verify.onInstance ? MINUTE : 10 * SECOND;
	const least = (verify.timeout ?? shortest) + 2 * pollInterval + VERIFY_SLACK;
	if (pause >= least) return;
	const script = text("verify") === "" ? "verify-on-instance" : "verify";
	const input = verify.timeout === void 0 ? script : "verify-timeout";
	wrong(input, text(input), `does not fit into the shortest pause (bake-time or checkpoint-delay, ${action_length(pause)}): that must be at least ${action_length(least)}, for verify, 2 × poll-interval and ${action_length(VERIFY_SLACK)}`);
}
// src/inputs/problem.ts
const CORRECT = "Correct the inputs of this step: docs/inputs.md lists what each of them accepts.";
const refusalFor = (problems) => ({
	type: "refused",
	code: "invalid-input",
	findings: problems.map(({ input, value, says, remedy = CORRECT }) => ({
		level: "error",
		rule: input,
		says: `\`${input}\` ${says}${value === "" ? "" : ` (got "${value}")`}.`,
		remedy
	})),
	fleetStatus: {
		fleet: "unknown",
		covered: 0,
		onTarget: 0,
		runs: [],
		leftOut: [],
		warmPool: [],
		withoutTraffic: [],
		isProtected: false,
		launching: [],
		byHand: []
	}
});
// src/rollout/model/group-template.ts
function groupTemplate(named, { template, saved }) {
	const bare = {
		named,
		current: {
			type: "unknown",
			architectures: []
		},
		target: { type: "none" }
	};
	if (!template) return {
		type: "no-template",
		...bare
	};
	return saved ? {
		type: "found",
		...bare,
		template,
		saved,
		versions: []
	} : {
		type: "no-version",
		...bare,
		template
	};
}
const foundTemplates = (templates) => templates.filter((each) => each.type === "found");
const currentImage = ({ current }) => current.type === "image" ? current.image : void 0;
const targetOf = ({ target }) => {
	if (target.type === "none" || target.type === "no-version") return void 0;
	return target.type === "deploy" ? target : target.found;
};
const targetImage = (of) => targetOf(of)?.image;
const launchProblem = (of) => targetOf(of)?.launch;
const existingTarget = ({ target }) => target.type === "version" ? target.version : versionToRestore({ target })?.version;
const sourceOf = ({ target, saved }) => (target.type === "deploy" ? target.source : void 0) ?? saved;
const launchedVersion = (of) => existingTarget(of) ?? sourceOf(of);
function isVersionMade(of) {
	const image = targetImage(of);
	return image !== void 0 && !existingTarget(of) && sourceOf(of).image !== image.id;
}
function versionToRestore({ target }) {
	return target.type === "rollback" && target.to.type === "version" ? target.to : void 0;
}
// src/rollout/timeouts.ts
const limits = {
	survey: 9e4,
	prepare: 9e4,
	start: 18e4,
	newVersion: 15e3,
	resolve: 18e4,
	note: 1e4,
	finalSteps: 9e4
};
const THROTTLED = 9e5;
const URGENT = ["newVersion", "note"];
const retryLimitFor = ({ stop }, stage) => ({
	limit: limits[stage],
	throttled: URGENT.includes(stage) ? limits[stage] : THROTTLED,
	stop
});
const triesFor = (context, stage) => new Tries(context.clock, retryLimitFor(context, stage));
const triesToRollBack = ({ clock, stop }, timeout) => new Tries(clock, {
	limit: timeout,
	throttled: timeout,
	stop
});
const retryingReads = (context, stage) => context.reads.retrying(retryLimitFor(context, stage));
function withRetries(context, stage) {
	const retryLimit = retryLimitFor(context, stage);
	return {
		...context,
		reads: context.reads.retrying(retryLimit),
		writes: context.writes.retrying(retryLimit)
	};
}
// src/rollout/survey/ancestry.ts
const MOST_CALLS = 2;
const isRoot = ({ ownerAlias }) => ownerAlias === "amazon" || ownerAlias === "aws-marketplace";
async function ancestriesOf({ images: read }, images, { arn }) {
	const here = arn.split(":")[3];
	const isHere = ({ region = here }) => region === here;
	const known = new Map(images.map((image) => [image.id, image]));
	const asked = new Set(known.keys());
	let isUnread = false;
	for (let calls = 0; calls < MOST_CALLS && !isUnread; calls++) {
		const sources = [...known.values()].flatMap((image) => image.source && !isRoot(image) ? [image.source] : []);
		const ids = [...new Set(sources.filter(isHere).map(({ image }) => image))].filter((id) => !asked.has(id));
		if (ids.length === 0) break;
		for (const id of ids) asked.add(id);
		const found = await read(ids).catch(problemIn);
		isUnread = "kind" in found;
		for (const image of "kind" in found ? [] : found) known.set(image.id, image);
	}
	const endOf = (id) => {
		if (!asked.has(id)) return "not-asked";
		return isUnread ? "unread" : "gone";
	};
	const chainOf = (image) => {
		const sources = [];
		for (let last = image;;) {
			if (isRoot(last)) return {
				sources,
				ends: "root"
			};
			const { source } = last;
			if (!source || sources.some((each) => each.image === source.image)) return {
				sources,
				ends: "unnamed"
			};
			sources.push(isHere(source) ? { image: source.image } : source);
			const next = known.get(source.image);
			if (!isHere(source)) return {
				sources,
				ends: "elsewhere"
			};
			if (!next) return {
				sources,
				ends: endOf(source.image)
			};
			last = next;
		}
	};
	return new Map(images.flatMap((image) => image.source ? [[image.id, chainOf(image)]] : []));
}
// src/rollout/model/image-source.ts
const candidateId = (candidate) => "id" in candidate ? candidate.id : void 0;
const candidateImage = (candidate) => "image" in candidate ? candidate.image : void 0;
// src/rollout/commits.ts
const commitOf = (candidate) => candidateImage(candidate)?.commit ?? (candidate.ref.from === "packer" ? candidate.ref.commit : void 0);
const commitPairs = ({ images, templates }) => templates.map((template) => commitPairOf(template, images));
function commitPairOf(template, images) {
	const [target, current] = [targetImage(template), currentImage(template)];
	const candidate = images.find((each) => target && candidateId(each) === target.id);
	const commit = candidate ? commitOf(candidate) : target?.commit;
	return {
		...commit !== void 0 && { commit },
		...current?.commit !== void 0 && { previous: current.commit }
	};
}
const isSameCommit = (one, other) => one.startsWith(other) || other.startsWith(one);
function commitsOf(survey) {
	const pairs = commitPairs(survey);
	const [commit, previous] = [agreed(pairs.map((pair) => pair.commit)), agreed(pairs.map((pair) => pair.previous))];
	return {
		...commit !== void 0 && { commit },
		...previous !== void 0 && { previous }
	};
}
const agreed = (commits) => new Set(commits).size === 1 ? commits[0] : void 0;
// src/rollout/survey/compare-commits.ts
async function compareCommits(compare, found, { to }) {
	if (!compare || to !== void 0) return [];
	const pairs = commitPairs(found).flatMap(asked);
	const distinct = [...new Map(pairs.map((pair) => [`${pair.base} ${pair.head}`, pair])).values()];
	return Promise.all(distinct.map(async (pair) => ({
		...pair,
		answer: await compare(pair.base, pair.head)
	})));
}
const asked = ({ commit, previous }) => commit === void 0 || previous === void 0 || isSameCommit(commit, previous) ? [] : [{
	base: previous,
	head: commit
}];
// src/rollout/survey/confirm-tags.ts
async function confirmTags(asking, known) {
	const { group, ownAliasTag } = known;
	const value = group.tags.get(ALIAS_TAG);
	if (value === void 0 || value === ownAliasTag) return {
		group,
		unconfirmedTags: [],
		tagsInProgress: []
	};
	const its = await confirmationOf(value, asking, known);
	if (its === "counts") return {
		group,
		unconfirmedTags: [],
		tagsInProgress: []
	};
	const tag = {
		key: ALIAS_TAG,
		value
	};
	return {
		group: withAliasTag(group, void 0),
		unconfirmedTags: its === "unconfirmed" ? [tag] : [],
		tagsInProgress: its === "in-progress" ? [tag] : []
	};
}
async function confirmationOf(value, { reads, ask, settings }, known) {
	const origin = originIn(value);
	if (!origin) return "unconfirmed";
	if (origin.run === settings.run.id && origin.attempt < settings.attempt) return "counts";
	const reader = {
		run: settings.run.id,
		at: known.group.at
	};
	const confirmationBy = (evidence) => !isConfirmed(origin, evidence) ? "unconfirmed" : mayGoOn(origin, evidence, reader) ? "in-progress" : "counts";
	const first = confirmationBy(known);
	if (first !== "unconfirmed") return first;
	const ids = [...new Set(known.group.templates.map(({ id }) => id))];
	const all = await Promise.all(ids.map((id) => ask(reads.versionsAfter(id, 0))));
	return confirmationBy({
		...known,
		versions: all.flatMap((versions) => versions ?? [])
	});
}
// src/rollout/launch-template/parameter.ts
const PREFIX = "resolve:ssm:";
const parameterIn = ({ image }) => image.startsWith(PREFIX) ? image.slice(12) : void 0;
function imageToPin({ means, running: [only, ...others] }) {
	return only !== void 0 && others.length === 0 ? only : means;
}
const launchedBy = (saved, parameter) => parameterIn(saved) === void 0 ? saved.image : parameter && imageToPin(parameter);
// src/rollout/launch-template/rollback-target.ts
function rollbackTargetsOf(histories, to) {
	if (typeof to === "object") return histories.map((history, i) => existing(history, to[i] ?? 0, "noted"));
	if (histories.length > 1 && to === "previous") return previousOfAll(histories);
	return histories.map((history) => histories.length > 1 && typeof to === "number" ? nowhere(history) : rollbackTargetOf(history, to));
}
function rollbackTargetOf(history, to) {
	if (typeof to === "number") return existing(history, to);
	if (to !== "previous") return withImage(history, to);
	return fromMarkers(history) ?? fromHistory(history) ?? nowhere(history);
}
const nowhere = (history) => ({
	type: "none",
	candidates: candidates(history)
});
function previousOfAll(histories) {
	const newest = histories.toSorted((a, b) => newestInUse(b).created - newestInUse(a).created)[0];
	const run = newest && runOf(newest);
	const known = histories.map((history) => runOf(history) === run ? fromMarkers(history) : stays(history)).filter((rollbackTarget) => rollbackTarget !== void 0);
	if (run !== void 0 && known.length === histories.length) return known;
	return fromHistoryOf(histories) ?? histories.map(nowhere);
}
const runOf = (history) => markerOf(newestInUse(history), history.versions)?.run;
const stays = ({ saved }) => ({
	type: "version",
	version: saved,
	why: "stays"
});
function fromHistoryOf(histories) {
	for (const refresh of histories[0]?.refreshes ?? []) {
		const versions = histories.map((history) => history.versions.find((each) => namesVersion(refresh, each)));
		const older = versions.map((version, i) => {
			const history = histories[i];
			return version && history ? version.version - newestInUse(history).version : Infinity;
		});
		if (!isSuccessful(refresh.status) || older.some((by) => by > 0) || older.every((by) => by === 0)) continue;
		return versions.flatMap((version) => version ? [{
			type: "version",
			version,
			why: "history"
		}] : []);
	}
}
function existing(history, number, why = "asked") {
	const version = history.versions.find((each) => each.version === number);
	const parameter = version && parameterIn(version);
	if (parameter !== void 0) return {
		...nowhere(history),
		parameter
	};
	return version ? {
		type: "version",
		version,
		why
	} : nowhere(history);
}
function withImage(history, image) {
	const newest = descending(history.versions).find((each) => each.image === image && (hasSucceeded(history, each) || runsNow(history, each)));
	return newest ? {
		type: "version",
		version: newest,
		why: "newest-with-image"
	} : {
		type: "image",
		image
	};
}
function newestInUse({ saved, versions, instances }) {
	const running = versions.filter((each) => instances.some((instance) => runs(instance, { templates: [each] })));
	return descending([saved, ...running])[0] ?? saved;
}
function fromMarkers(history) {
	const now = newestInUse(history);
	const { last } = history;
	const noted = last?.to === now.version && last.from !== last.to ? versionIn(history, last.from) : void 0;
	const version = (noted ? [noted, ...ancestors(noted, history.versions)] : ancestors(now, history.versions)).find((each) => !hasFailed(history, each) && hasTemplateImage(each));
	return version && {
		type: "version",
		version,
		why: "chain"
	};
}
const versionIn = ({ versions }, number) => versions.find(({ version }) => version === number);
function fromHistory(history) {
	const now = newestInUse(history);
	const version = descending(history.versions).find((each) => each.version < now.version && hasSucceeded(history, each));
	return version && {
		type: "version",
		version,
		why: "history"
	};
}
const named = ({ refreshes }, version) => refreshes.filter((refresh) => namesVersion(refresh, version));
const hasFailed = (history, version) => {
	const rollouts = named(history, version).filter(({ status }) => !isActive(status));
	return rollouts.length > 0 && rollouts.every(({ status }) => !isSuccessful(status));
};
const hasSucceeded = (history, version) => named(history, version).some(({ status }) => isSuccessful(status));
const runsNow = ({ instances }, version) => instances.some((instance) => runs(instance, { templates: [version] }));
const hasTemplateImage = (version) => parameterIn(version) === void 0;
const descending = (versions) => versions.toSorted((a, b) => b.version - a.version);
const candidates = (history) => descending(history.versions).filter((each) => each.version !== newestInUse(history).version && hasTemplateImage(each)).slice(0, 10);
// src/rollout/launch-template/version-before.ts
function versionBefore(target, evidence) {
	const { saved, versions, refreshes, instances } = evidence;
	const inService = instances.filter(isInService);
	const countOf = (version) => inService.filter((each) => runs(each, { templates: [version] })).length;
	const isGood = (version) => version.version !== target?.version && !hasFailed({ refreshes }, version) && parameterIn(version) === void 0;
	if (isGood(saved) && (hasSucceeded({ refreshes }, saved) || countOf(saved) > 0)) return saved;
	const running = versions.filter((each) => isGood(each) && countOf(each) > 0);
	return running.filter((each) => hasSucceeded({ refreshes }, each)).toSorted((a, b) => b.version - a.version)[0] ?? running.toSorted((a, b) => countOf(b) - countOf(a) || b.version - a.version)[0];
}
// src/rollout/survey/named-version.ts
async function withNamedVersion(asking, templates, named) {
	const isOne = templates.length === 1;
	return Promise.all(templates.map(async (each) => {
		const version = isOne && each.type === "found" ? await versionAsked(asking, each, named.asked) : void 0;
		if (each.type !== "found" || !version) return {
			...each,
			target: {
				type: "no-version",
				asked: named.asked
			}
		};
		return withRollbackVersion(asking, {
			...each,
			target: {
				type: "version",
				version
			}
		}, {
			version,
			images: named.images
		});
	}));
}
async function versionAsked({ reads, ask, group, refreshes, settings }, { template }, asked) {
	const last = lastRolloutOf(group);
	const version = last?.run === settings.run.id ? last.to[0] : void 0;
	const active = refreshes.find(({ status }) => isActive(status));
	const isInProgress = version !== void 0 && active && namesVersion(active, {
		id: template.id,
		version
	});
	return ask(reads.version(template.id, isInProgress ? version : asked));
}
async function withRollbackVersion(asking, of, { version, images }) {
	const { reads, ask, group, refreshes, settings } = asking;
	const { saved } = of;
	const isTarget = images.length === 0 || images.some((each) => candidateId(each) === version.image);
	if (isTarget && saved.version === version.version && settings.skipMatching) {
		const { covered, onTarget } = coverage(group.instances, { templates: [version] }, settings);
		if (covered.length === onTarget.length) return of;
	}
	const running = [...new Set(group.instances.flatMap(({ template }) => template?.id === saved.id ? [template.version] : []))];
	const versions = (await Promise.all(running.map((number) => number === saved.version ? saved : ask(reads.version(saved.id, number))))).flatMap((each) => each ?? []);
	const before = versionBefore(isTarget ? version : void 0, {
		saved,
		versions,
		refreshes,
		instances: group.instances
	});
	if (!before) return {
		...of,
		rollbackOrigin: { type: "none" }
	};
	return before.version === saved.version ? of : {
		...of,
		saved: before,
		rollbackOrigin: {
			type: "moved",
			former: saved
		}
	};
}
// src/rollout/survey/saved-versions.ts
async function withSavedVersion({ reads, ask }, { named, template }) {
	return groupTemplate(named, {
		template,
		saved: template && await ask(reads.version(template.id, versionOf(named.version)))
	});
}
async function withParameter({ reads, ask, group }, template) {
	if (template.type !== "found" || parameterIn(template.saved) === void 0) return template;
	const { saved } = template;
	const running = group.instances.filter((each) => isInService(each) && runs(each, { templates: [saved] }));
	const [means, ec2Instances = /* @__PURE__ */ new Map()] = await Promise.all([ask(reads.imageMeant(saved.id, saved.version)), running.length > 0 ? ask(reads.ec2Instances(running.map(({ id }) => id))) : void 0]);
	const images = [...new Set(Array.from(ec2Instances.values(), ({ image }) => image))];
	return {
		...template,
		parameter: {
			running: images,
			...means !== void 0 && { means }
		}
	};
}
// src/rollout/survey/current-version.ts
async function withCurrentVersion(asking, templates) {
	const begun = claimedVersion(asking);
	if (begun !== void 0) return withNamedVersion(asking, templates, {
		asked: begun,
		images: []
	});
	const proven = await Promise.all(templates.map((each) => isProvenVersion(asking, each)));
	const [only] = templates;
	if (templates.length === 1 && only?.type === "found" && proven[0] === false) return withNamedVersion(asking, templates, {
		asked: only.saved.version,
		images: []
	});
	return Promise.all(templates.map((each, i) => proven[i] ? asItIs(asking, each) : {
		...each,
		target: unprovenTarget(each)
	}));
}
const unprovenTarget = (of) => of.type === "found" ? {
	type: "no-version",
	asked: of.saved.version
} : of.target;
function claimedVersion({ group, refreshes, settings }) {
	const last = lastRolloutOf(group);
	if (last?.run !== settings.run.id || last.to.join() === last.from.join()) return void 0;
	const active = refreshes.find(({ status }) => isActive(status));
	return (active ? namesNumbers(active, group.templates, last.to) : last.refresh === void 0) ? last.to[0] : void 0;
}
async function isProvenVersion(asking, of) {
	if (of.type !== "found") return void 0;
	const { saved } = of;
	const { group, refreshes } = asking;
	return group.instances.filter((each) => isInService(each) && each.template?.id === saved.id).every((each) => runs(each, { templates: [saved] })) || hasSucceeded({ refreshes }, saved) || isPinned(asking, saved);
}
async function isPinned({ reads, ask }, saved) {
	const source = markerOf(saved, [saved])?.source;
	const former = source === void 0 ? void 0 : await ask(reads.version(saved.id, source));
	return former !== void 0 && parameterIn(former) !== void 0;
}
async function asItIs(asking, of) {
	if (of.type !== "found") return of;
	const same = {
		...of,
		rollbackOrigin: { type: "same" }
	};
	if (parameterIn(of.saved) === void 0) return {
		...same,
		target: {
			type: "version",
			version: of.saved
		}
	};
	if (asking.settings.ssmTemplate !== "pin") return same;
	const pinned = await withParameter(asking, same);
	const id = pinned.type === "found" ? launchedBy(pinned.saved, pinned.parameter) : void 0;
	const image = id === void 0 ? void 0 : await asking.ask(asking.reads.image(id));
	return image ? {
		...pinned,
		target: {
			type: "deploy",
			image
		}
	} : pinned;
}
// src/rollout/matching.ts
const architecturesOf = ({ current }) => current.type === "image" ? [current.image.architecture] : current.architectures;
function matched(of, templates, images) {
	const [only, ...more] = images;
	if (templates.length === 1 && more.length === 0) return only;
	const fitting = fittingTo(of, images);
	return fitting.length === 1 ? fitting[0] : void 0;
}
const fittingTo = (of, images) => images.filter(({ architecture }) => architecturesOf(of).includes(architecture));
const typesOf = (template, group) => [.../* @__PURE__ */ new Set([...chosenTypes(template, group), ...runningTypes(template, group)])];
function launchedTypes(template, group) {
	const chosen = chosenTypes(template, group);
	return chosen.length > 0 ? chosen : runningTypes(template, group);
}
function chosenTypes(of, group) {
	const [main] = group.templates;
	const chosen = (group.mixed?.overrides.filter(({ template = main?.id }) => template === of.named.id) ?? []).flatMap(({ type }) => type ?? []);
	const { type } = of.type === "found" ? launchedVersion(of) : {};
	return chosen.length > 0 || type === void 0 ? [...new Set(chosen)] : [type];
}
const runningTypes = ({ named }, { instances }) => [...new Set(instances.filter(({ template }) => template?.id === named.id).map(({ type }) => type))];
// src/rollout/survey/current-images.ts
async function withCurrentImages({ reads, ask, group }, templates, isMatched) {
	const ids = templates.flatMap((each) => launchedImage(each) ?? []);
	const images = ids.length > 0 ? await ask(reads.images(ids)) ?? [] : [];
	const architecturesFor = async (template) => {
		const types = typesOf(template, group);
		const known = types.length > 0 ? await ask(reads.instanceTypes(types)) ?? [] : [];
		return [...new Set(known.flatMap(({ architectures = [] }) => architectures))];
	};
	return Promise.all(templates.map(async (each) => {
		const image = images.find(({ id }) => id === launchedImage(each));
		const current = image ? {
			type: "image",
			image
		} : {
			type: "unknown",
			architectures: isMatched ? await architecturesFor(each) : []
		};
		return {
			...each,
			current
		};
	}));
}
const launchedImage = (template) => template.type === "found" ? launchedBy(template.saved, template.parameter) : void 0;
// src/rollout/survey/deploy-targets.ts
async function withDeployTargets(asking, templates, candidates) {
	const images = candidates.flatMap((each) => candidateImage(each) ?? []);
	const isMatched = templates.length > 1 || candidates.length > 1;
	const [current, versions] = await Promise.all([withCurrentImages(asking, templates, isMatched), Promise.all(templates.map((each) => each.type === "found" ? asking.ask(versionsInUse(asking, each)) : void 0))]);
	const asItIs = candidates.length === 0;
	return Promise.all(current.map(async (each, i) => {
		const target = asItIs ? await withImageOf(asking, each.target) : targetWith(matched(each, current, images), each.target);
		return each.type === "found" ? {
			...each,
			target,
			versions: versions[i] ?? []
		} : {
			...each,
			target
		};
	}));
}
async function withImageOf({ reads, ask }, target) {
	if (target.type !== "version" || !target.version.image.startsWith("ami-")) return target;
	const image = await ask(reads.image(target.version.image));
	return image ? {
		...target,
		found: { image }
	} : target;
}
function targetWith(image, named) {
	if (named.type === "no-version") return named;
	if (!image) return { type: "none" };
	if (named.type !== "version") return {
		type: "deploy",
		image
	};
	return named.version.image === image.id ? {
		type: "version",
		version: named.version,
		found: { image }
	} : {
		type: "deploy",
		image,
		source: named.version
	};
}
async function versionsInUse({ reads, group, refreshes }, { saved, template, target, rollbackOrigin }) {
	const newer = template.latest > saved.version ? await reads.versionsAfter(template.id, saved.version) : [];
	const named = [
		...group.instances.flatMap((instance) => instance.template?.id === template.id ? [instance.template.version] : []),
		...refreshes.flatMap(({ status, to = [] }) => (isActive(status) ? to : []).flatMap((each) => each.template === template.id ? [Number(each.version)] : [])),
		...[markerIn(saved.description)?.from].filter((from) => from !== void 0),
		...lastOf(group, template.id),
		...target.type === "version" ? [target.version.version] : [],
		...rollbackOrigin?.type === "moved" ? [rollbackOrigin.former.version] : []
	];
	const known = /* @__PURE__ */ new Set([saved.version, ...newer.map(({ version }) => version)]);
	const older = [...new Set(named)].filter((version) => Number.isInteger(version) && !known.has(version));
	const read = await Promise.all(older.map((version) => reads.version(template.id, version)));
	return [
		saved,
		...newer,
		...read.flatMap((version) => version ?? [])
	];
}
function lastOf(group, template) {
	const ids = [...new Set(group.templates.map(({ id }) => id))];
	const from = lastRolloutOf(group)?.from[ids.indexOf(template)];
	return from === void 0 ? [] : [from];
}
// src/rollout/model/no-room.ts
const scopes = /* @__PURE__ */ new Map([
	["InsufficientInstanceCapacity", "zone"],
	["Unsupported", "zone"],
	["InsufficientFreeAddressesInSubnet", "zone"],
	["InsufficientVolumeCapacity", "zone"],
	["VolumeTypeNotAvailableInZone", "zone"],
	["VcpuLimitExceeded", "family"],
	["InstanceLimitExceeded", "family"],
	["MaxSpotInstanceCountExceeded", "family"],
	["UnfulfillableCapacity", "family"],
	["VolumeLimitExceeded", "account"],
	["MaxIOPSLimitExceeded", "account"],
	["NetworkInterfaceLimitExceeded", "account"],
	["InsufficientCapacityOnHost", "account"],
	["InsufficientHostCapacity", "account"],
	["InsufficientReservedInstanceCapacity", "account"],
	["ReservationCapacityExceeded", "account"]
]);
const isNoRoom = ({ code }) => scopes.has(code);
const noRoomScope = ({ code }) => scopes.get(code);
// src/rollout/survey/dry-run.ts
async function withTrialLaunch({ reads, ask, group }, template) {
	const { target } = template;
	const image = targetImage(template);
	if (template.type !== "found" || image?.state !== "available") return template;
	const version = launchedVersion(template);
	const types = group.mixed ? typesOf(template, group) : [];
	const launch = await ask(dryRun(reads, {
		version,
		image: image.id,
		types
	}, group));
	if (!launch) return template;
	if (target.type === "rollback" || target.type === "version") return {
		...template,
		target: {
			...target,
			found: {
				image,
				launch
			}
		}
	};
	return target.type === "deploy" ? {
		...template,
		target: {
			...target,
			launch
		}
	} : template;
}
const MOST_TRIES = 8;
async function dryRun({ tryLaunch }, { version, image, types }, { subnets }) {
	const interfaces = interfacesIn(version);
	const asked = {
		template: version.id,
		version: version.version,
		image
	};
	let first;
	for (const { type, subnet } of launchPlaces(types, interfaces.some(isFixed) ? [] : subnets).slice(0, MOST_TRIES)) {
		const place = {
			...type !== void 0 && { type },
			...subnet !== void 0 && { subnet }
		};
		const problem = await tryLaunch({
			...asked,
			...place,
			...interfaces.length > 0 && { interfaces }
		});
		if (!problem) return void 0;
		if (!isNoRoom(problem)) return subnet !== void 0 && problem.code.startsWith("InvalidParameter") ? withoutOurs(problem, await tryLaunch({
			...asked,
			...type !== void 0 && { type }
		})) : problem;
		first ??= problem;
	}
	return first;
}
const withoutOurs = (problem, plain) => plain?.code === problem.code ? plain : void 0;
function launchPlaces(types, subnets) {
	const [type, ...others] = types.length > 0 ? types : [void 0];
	const all = subnets.length > 0 ? subnets : [void 0];
	return [...all.map((subnet) => ({
		type,
		subnet
	})), ...others.flatMap((other) => all.map((subnet) => ({
		type: other,
		subnet
	})))];
}
const interfacesIn = ({ data }) => {
	const { NetworkInterfaces: interfaces } = data;
	return Array.isArray(interfaces) ? interfaces : [];
};
const isFixed = (each) => "NetworkInterfaceId" in each && each.NetworkInterfaceId !== void 0;
// src/rollout/survey/launch-environment.ts
async function launchEnvironmentOf(reads, group, templates) {
	const { ask, problems } = collectProblems();
	const names = [...new Set(templates.flatMap((template) => launchedTypes(template, group)))];
	const [types = [], hooks, deregistrationDelays] = await Promise.all([
		names.length > 0 ? ask(reads.instanceTypes(names)) : void 0,
		ask(reads.hooks(group.name)),
		Promise.all(group.targetGroups.map(async (arn) => [arn, await ask(reads.deregistrationDelay(arn))]))
	]);
	const known = deregistrationDelays.flatMap(([arn, deregistrationDelay]) => deregistrationDelay === void 0 ? [] : [[arn, deregistrationDelay]]);
	return {
		types,
		...hooks && { hooks },
		deregistrationDelays: new Map(known),
		unchecked: problems
	};
}
// src/rollout/survey/resolve.ts
async function candidateFor({ reads, ask }, ref) {
	if (ref.from === "newest") {
		const named = await ask(reads.imagesNamed(ref.pattern));
		return candidateOf(ref, named && newestOf(named), (id) => named?.find((image) => image.id === id));
	}
	const meaning = ref.from === "parameter" ? await meaningOf(ref, {
		reads,
		ask
	}) : { id: ref.id };
	const image = meaning && "id" in meaning ? await ask(reads.image(meaning.id)) : void 0;
	return candidateOf(ref, meaning, () => image);
}
function candidateOf(ref, meaning, find) {
	if (!meaning) return {
		type: "unread",
		ref
	};
	if ("unresolved" in meaning) return {
		type: "unresolved",
		ref,
		...meaning
	};
	const image = find(meaning.id);
	return {
		type: "resolved",
		ref,
		...meaning,
		...image && { image }
	};
}
async function meaningOf({ name, selector, member }, { reads, ask }) {
	const found = await ask(reads.parameter(selector === void 0 ? name : `${name}:${selector}`));
	return typeof found === "string" ? { unresolved: { type: found } } : found && imageIn(found, member);
}
function imageIn({ type, value, version, changed }, member) {
	if (type === "SecureString") return { unresolved: { type: "secret" } };
	if (type === "StringList") return { unresolved: { type: "list" } };
	const text = member === void 0 ? value : memberOf(value, member);
	if (typeof text === "object") return { unresolved: text };
	const id = text.trim();
	if (!/^ami-[0-9a-f]{8,17}$/.test(id)) return { unresolved: { type: "no-image-id" } };
	return {
		id,
		source: {
			from: "parameter",
			version,
			...changed !== void 0 && { changed }
		}
	};
}
function memberOf(value, member) {
	const object = parsed(value);
	if (typeof object !== "object" || object === null || Array.isArray(object)) return { type: "no-json" };
	if (!Object.hasOwn(object, member)) return {
		type: "no-member",
		members: Object.keys(object)
	};
	const found = Reflect.get(object, member);
	return typeof found === "string" ? found : "";
}
function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function newestOf(named) {
	const available = named.filter(({ state }) => state === "available");
	const others = named.filter(({ state }) => state !== "available");
	const [newest, ...equals] = newestFirst(available).filter(({ created }, _, all) => created === all[0]?.created);
	const [waiting] = newestFirst(others);
	if (!newest) return { unresolved: {
		type: "none-available",
		...waiting && { newest: nameOf(waiting) }
	} };
	if (equals.length > 0) return { unresolved: {
		type: "several-newest",
		ids: [newest, ...equals].map(({ id }) => id).sort()
	} };
	const newer = waiting && (waiting.created ?? 0) > (newest.created ?? 0) ? { newer: nameOf(waiting) } : {};
	return {
		id: newest.id,
		source: {
			from: "newest",
			of: available.length,
			...newer
		}
	};
}
const newestFirst = (images) => images.toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0));
const nameOf = ({ id, name, state }) => ({
	id,
	name,
	state
});
async function keepImagesInProgress({ reads, ask }, images, { run, refreshes }) {
	const refreshTargets = refreshes.find(({ status }) => isActive(status))?.to ?? [];
	if (!images.some(({ ref }) => isMoving(ref))) return images;
	const ours = (await Promise.all(refreshTargets.map(({ template, version }) => ask(reads.version(template, versionOf(version)))))).flatMap((version) => {
		const marker = version && markerIn(version.description);
		return marker?.run === run.id && images.every((each) => candidateId(each) !== version?.image) ? [marker.image] : [];
	});
	const under = (await Promise.all([...new Set(ours)].map((id) => ask(reads.image(id))))).flatMap((image) => image ?? []);
	return images.map((each) => {
		const image = isMoving(each.ref) ? under.find((other) => mayHaveMeant(each, other, images)) : void 0;
		const meansNow = candidateId(each);
		return image ? {
			type: "overtaken",
			ref: each.ref,
			id: image.id,
			image,
			...meansNow !== void 0 && { meansNow }
		} : each;
	});
}
function mayHaveMeant(candidate, other, all) {
	const image = candidateImage(candidate);
	return image ? image.architecture === other.architecture : candidate.type === "unresolved" && all.length === 1;
}
// src/rollout/survey/rollback-targets.ts
async function withRollbackTargets(asking, templates, asked) {
	const { reads, ask } = asking;
	const hasSeveral = templates.length > 1;
	const all = hasSeveral ? await withCurrentImages(asking, templates, true) : templates;
	const found = await Promise.all(foundTemplates(all).map(async (each) => ({
		...each,
		versions: await ask(reads.versionsAfter(each.saved.id, 0)) ?? [each.saved]
	})));
	if (found.length < all.length) return all;
	const targets = targetsOf(asking, found, asked);
	const made = targets.find((target) => target.type === "image");
	const image = made && await ask(reads.image(made.image));
	const rollbackTargets = targets.map((target, i) => {
		const template = found[i];
		if (!template) return target;
		return pinnedInPlace(hasSeveral && image ? fitting(target, template, image) : target, template);
	});
	const ids = [...new Set(rollbackTargets.flatMap(imageOf))].filter((id) => id !== made?.image);
	const images = [image, ...await Promise.all(ids.map((id) => ask(reads.image(id))))];
	return found.map((each, i) => {
		const to = rollbackTargets[i];
		const known = to && images.find((image) => imageOf(to).some((id) => id === image?.id));
		return to ? {
			...each,
			target: {
				type: "rollback",
				to,
				...known && { found: { image: known } }
			}
		} : each;
	});
}
function targetsOf({ settings, group, refreshes }, found, asked) {
	const last = provenLastRollout({
		group,
		refreshes,
		run: settings.run.id,
		isOwnStart: () => false
	});
	const histories = found.map(({ saved, versions }, i) => ({
		saved,
		versions,
		refreshes,
		instances: group.instances,
		...lastOfTemplate(last, i)
	}));
	const evidence = {
		run: settings.run,
		templates: group.templates,
		newest: refreshes[0]
	};
	return rollbackTargetsOf(histories, (asked === "previous" ? notedBy(group.tags.get(ROLLBACK_TAG), evidence) : void 0) ?? asked);
}
function pinnedInPlace(target, template) {
	const image = launchedImage(template);
	return target.type === "version" && target.why === "stays" && parameterIn(target.version) !== void 0 && image !== void 0 ? {
		type: "image",
		image
	} : target;
}
const imageOf = (target) => {
	if (target.type === "none") return [];
	return [target.type === "version" ? target.version.image : target.image];
};
const fitting = (target, template, { architecture }) => target.type === "image" && !architecturesOf(template).includes(architecture) ? stays(template) : target;
// src/rollout/survey/schedule.ts
async function scheduleOf(reads, { group, to }) {
	if (to !== void 0) return void 0;
	const actions = await reads.scheduledActions(group).catch(problemIn);
	return "kind" in actions ? {
		type: "unread",
		problem: actions
	} : {
		type: "read",
		actions
	};
}
// src/rollout/survey/watch-reads.ts
async function tryWatchReads({ reads, settings: { mode, verify } }, { name, at, instances }) {
	if (mode === "check") return {
		blocking: [],
		unchecked: [],
		unmanaged: []
	};
	const { ask, problems } = collectProblems();
	const inService = instances.filter(isInService).map(({ id }) => id);
	const [first] = inService;
	const looksOnly = mode === "plan";
	const [managed] = await Promise.all([
		verify?.onInstance && inService.length > 0 ? ask(reads.managedInstances(inService)) : void 0,
		!looksOnly && ask(reads.launches(name, at)),
		!looksOnly && first !== void 0 && ask(reads.ec2Instances([first])),
		!looksOnly && verify?.onInstance && ask(reads.commandBy(PROBE, 0))
	]);
	const unmanaged = managed ? inService.filter((id) => !managed.some((each) => each.id === id && each.isOnline)) : [];
	return mode === "deploy" || mode === "watch" ? {
		blocking: problems,
		unchecked: [],
		unmanaged
	} : {
		blocking: [],
		unchecked: problems,
		unmanaged
	};
}
const PROBE = "ami-rollout";
// src/rollout/survey/survey.ts
async function survey(context, settings, ownAliasTag = "") {
	const reads = retryingReads(context, "survey");
	const { ask, problems } = collectProblems();
	const asking = {
		reads,
		ask,
		settings
	};
	const { setParameter } = settings;
	const [group, meant, alarms = /* @__PURE__ */ new Map(), parameterToSet] = await Promise.all([
		ask(reads.group(settings.group)),
		Promise.all(settings.images.map((ref) => candidateFor(asking, ref))),
		settings.alarms.length > 0 ? ask(reads.alarms(settings.alarms)) : void 0,
		setParameter === void 0 ? void 0 : parameterFor(reads, setParameter)
	]);
	const found = {
		...group && { group },
		images: meant,
		alarms,
		...parameterToSet && { parameterToSet }
	};
	if (!group) return {
		...found,
		...nothingOf,
		templates: [],
		uses: [],
		refreshes: [],
		problems
	};
	const inService = group.instances.filter(isInService).map(({ id }) => id);
	const [refreshes = [], named, targets, targetGroups = [], statusChecks = /* @__PURE__ */ new Map(), warmPool = []] = await Promise.all([
		ask(reads.refreshes(settings.group)),
		Promise.all(distinct(group.templates).map((each) => withTemplate(asking, each))),
		Promise.all(group.targetGroups.map((arn) => ask(reads.targets(arn)))),
		group.targetGroups.length > 0 ? ask(reads.targetGroups(group.targetGroups)) : void 0,
		inService.length > 0 ? ask(reads.statusChecks(inService)) : void 0,
		group.hasWarmPool ? ask(reads.warmPool(group.name)) : void 0
	]);
	const ofGroup = {
		...asking,
		group,
		refreshes
	};
	const images = await keepImagesInProgress(asking, meant, {
		run: settings.run,
		refreshes
	});
	const targeted = await templatesOf(ofGroup, named, images);
	const versions = targeted.flatMap((each) => "versions" in each ? each.versions : []);
	const [templates, uses, environment, comparisons, confirmed, watch, left, schedule, ancestries] = await Promise.all([
		Promise.all(targeted.map((each) => withTrialLaunch(ofGroup, each))),
		usesOf(ofGroup, targeted),
		launchEnvironmentOf(reads, group, targeted),
		compareCommits(context.compare, {
			images,
			templates: targeted
		}, settings),
		confirmTags(asking, {
			group,
			refreshes,
			versions,
			ownAliasTag
		}),
		tryWatchReads(asking, group),
		trialsLeft(reads, group),
		scheduleOf(reads, settings),
		ancestriesOf(context.reads, targeted.flatMap((each) => targetImage(each) ?? []), group)
	]);
	const seen = {
		refreshes,
		targets: targets.flatMap((of) => of ?? []),
		targetGroups,
		statusChecks,
		warmPool
	};
	const unchecked = [
		...environment.unchecked,
		...watch.unchecked,
		...left.unchecked
	];
	const launchEnvironment = {
		...environment,
		unchecked,
		...schedule && { schedule }
	};
	const { unmanaged } = watch;
	const read = {
		templates,
		uses,
		launchEnvironment,
		comparisons,
		ancestries,
		trials: left.trials,
		unmanaged,
		...confirmed
	};
	return {
		...found,
		images,
		...seen,
		...read,
		problems: [...problems, ...watch.blocking]
	};
}
const parameterFor = async (reads, name) => ({
	name,
	found: await reads.parameter(name).catch(problemIn)
});
const nothingOf = {
	targets: [],
	targetGroups: [],
	statusChecks: /* @__PURE__ */ new Map(),
	warmPool: [],
	comparisons: [],
	ancestries: /* @__PURE__ */ new Map(),
	trials: [],
	unmanaged: [],
	unconfirmedTags: [],
	tagsInProgress: []
};
async function trialsLeft(reads, group) {
	const { ask, problems } = collectProblems();
	return {
		trials: await ask(reads.trialInstances(group)) ?? [],
		unchecked: problems
	};
}
const distinct = (named) => named.filter((each, i) => named.findIndex(({ id }) => id === each.id) === i);
const withTemplate = async ({ reads, ask }, named) => ({
	named,
	template: await ask(reads.template(named.id))
});
async function templatesOf(ofGroup, named, images) {
	const { ssmTemplate, to, currentImage, templateVersion: asked } = ofGroup.settings;
	const meant = await Promise.all(named.map((each) => withSavedVersion(ofGroup, each)));
	if (currentImage) return withDeployTargets(ofGroup, await withCurrentVersion(ofGroup, meant), images);
	const saved = asked === void 0 ? meant : await withNamedVersion(ofGroup, meant, {
		asked,
		images
	});
	const templates = ssmTemplate === "pin" ? await Promise.all(saved.map((each) => withParameter(ofGroup, each))) : saved;
	return to === void 0 ? withDeployTargets(ofGroup, templates, images) : withRollbackTargets(ofGroup, templates, to);
}
async function usesOf({ reads, ask }, templates) {
	const ids = foundTemplates(templates).flatMap((each) => {
		return targetImage(each) && (each.parameter || isVersionMade(each)) ? [each.saved.id] : [];
	});
	return ids.length > 0 ? await ask(reads.templateUses(ids)) ?? [] : [];
}
// src/program.ts
async function runProgram(world, requested) {
	const { group } = requested;
	if (typeof group === "string") return runMode(world, {
		...requested,
		group
	});
	const { groupByTag } = await Promise.all(/* import() */[__nccwpck_require__.e(2330), __nccwpck_require__.e(9697)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9697));
	const found = await groupByTag(world, {
		...requested,
		group
	});
	return typeof found === "string" ? runMode(world, {
		...requested,
		group: found
	}) : found;
}
async function runMode(world, policy) {
	switch (policy.mode) {
		case "check": return (await Promise.all(/* import() */[__nccwpck_require__.e(2330), __nccwpck_require__.e(2451)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2451))).check(world, policy);
		case "watch": return (await Promise.all(/* import() */[__nccwpck_require__.e(2330), __nccwpck_require__.e(7979)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7979))).watchOther(world, policy);
		case "plan":
		case "deploy":
		case "rollback": {
			const [found, { planOnly, run }] = await Promise.all([survey(world, policy), world.firstRequest().then(() => Promise.all(/* import() */[__nccwpck_require__.e(2330), __nccwpck_require__.e(4018)]).then(__nccwpck_require__.bind(__nccwpck_require__, 4018)))]);
			return policy.mode === "plan" ? planOnly(world, policy, found) : run(world, policy, found);
		}
	}
}
// src/report/outcomes.ts
const exits = {
	succeeded: 0,
	unchanged: 0,
	planned: 0,
	"in-sync": 0,
	refused: 1,
	failed: 1,
	cancelled: 1,
	drifted: 1
};
const exitOf = ({ type }) => exits[type];
function codeOf(outcome) {
	switch (outcome.type) {
		case "succeeded":
		case "unchanged":
		case "planned":
		case "in-sync": return "";
		case "drifted": return "drift";
		case "refused": return outcome.code;
		case "failed":
		case "cancelled": return outcome.rollback.end === "failed" ? "rollback-failed" : outcome.failure.code;
	}
}
// src/github/api/problem.ts
function apiProblemOf(thrown) {
	const message = thrown instanceof Error ? thrown.message : String(thrown);
	if (isForbiddenByGraphql(thrown)) return {
		problem: "denied",
		message
	};
	if (!isRequestFailure(thrown)) return {
		problem: "broken",
		message
	};
	return {
		problem: thrown.response ? answered(thrown.status, thrown.response.headers) : "unreachable",
		message
	};
}
function answered(status, headers) {
	const isLimited = headers["retry-after"] !== void 0 || String(headers["x-ratelimit-remaining"]) === "0";
	if (status === 429 || status === 403 && isLimited) return "rate-limited";
	if (status === 401) return "unauthorized";
	if (status === 403) return "denied";
	if (status === 404) return "not-found";
	return status >= 500 ? "broken" : "rejected";
}
const isRequestFailure = (thrown) => thrown instanceof Error && "status" in thrown && typeof thrown.status === "number";
const isForbiddenByGraphql = (thrown) => thrown instanceof Error && "errors" in thrown && Array.isArray(thrown.errors) && thrown.errors.some((error) => error.type === "FORBIDDEN");
// src/github/api/client.ts
const LIMIT = 1e4;
const PAGE = 100;
function githubClient({ token, apiUrl, repository, clock, stop }) {
	const [owner = "", repo = ""] = repository.split("/");
	const time = timeLimit(clock, stop);
	let loaded;
	async function ask(call) {
		loaded ??= load(token, apiUrl);
		const octokit = await loaded.catch(() => void 0);
		if (!octokit) return {
			problem: "not-loaded",
			message: "the client of GitHub’s API could not be loaded"
		};
		return time(async (signal) => {
			try {
				return { ok: await call(octokit, signal) };
			} catch (thrown) {
				return apiProblemOf(thrown);
			}
		});
	}
	return {
		compare: (base, head) => ask(async (octokit, signal) => {
			const basehead = `${base}...${head}`;
			const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
				owner,
				repo,
				basehead,
				request: { signal }
			});
			const commits = data.commits.map(({ sha, commit }) => ({
				sha,
				title: commit.message.split("\n", 1)[0] ?? ""
			}));
			const { status, ahead_by: aheadBy, behind_by: behindBy } = data;
			return {
				status,
				aheadBy,
				behindBy,
				commits: commits.reverse()
			};
		}),
		mergedPullRequests: (commit) => ask(async (octokit, signal) => {
			const asked = {
				owner,
				repo,
				commit_sha: commit,
				request: { signal }
			};
			const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit(asked);
			return data.filter(({ merged_at }) => merged_at !== null).map(({ number }) => number);
		}),
		ownLogin: () => ask(async (octokit, signal) => {
			const { viewer } = await octokit.graphql("{ viewer { login } }", { request: { signal } });
			return viewer.login;
		}),
		findComment: (issue, matches) => ask(async (octokit, signal) => {
			for (let page = 1;; page += 1) {
				const asked = {
					owner,
					repo,
					issue_number: issue,
					per_page: PAGE,
					page,
					request: { signal }
				};
				const { data } = await octokit.rest.issues.listComments(asked);
				const comments = data.map(({ id, user, body = "" }) => ({
					id,
					login: user?.login,
					body
				}));
				const found = comments.find(matches);
				if (found || comments.length < PAGE) return found;
			}
		}),
		addComment: (issue, body) => ask(async (octokit, signal) => {
			await octokit.rest.issues.createComment({
				owner,
				repo,
				issue_number: issue,
				body,
				request: { signal }
			});
		}),
		editComment: (id, body) => ask(async (octokit, signal) => {
			await octokit.rest.issues.updateComment({
				owner,
				repo,
				comment_id: id,
				body,
				request: { signal }
			});
		})
	};
}
async function load(token, apiUrl) {
	const { getOctokit } = await __nccwpck_require__.e(/* import() */ 6376).then(__nccwpck_require__.bind(__nccwpck_require__, 6376));
	const nothing = () => {};
	return getOctokit(token, {
		baseUrl: apiUrl,
		log: {
			debug: nothing,
			info: nothing,
			warn: nothing,
			error: nothing
		}
	});
}
function timeLimit(clock, stop) {
	let left = LIMIT;
	return async (work) => {
		const late = {
			problem: "late",
			message: `GitHub did not answer within ${LIMIT / 1e3} s in all`
		};
		if (left <= 0 || stop.aborted) return late;
		const began = clock.now();
		const [call, timer] = [new AbortController(), new AbortController()];
		const over = clock.sleep(left, AbortSignal.any([timer.signal, stop])).then(() => late);
		try {
			return await Promise.race([work(call.signal), over]);
		} finally {
			timer.abort();
			call.abort();
			left -= clock.now() - began;
		}
	};
}
// src/github/api/compare.ts
function comparing(client) {
	const asked = /* @__PURE__ */ new Map();
	return (base, head) => {
		const key = `${base}...${head}`;
		const answer = asked.get(key) ?? client.compare(base, head).then((found) => "ok" in found ? found.ok : found);
		asked.set(key, answer);
		return answer;
	};
}
// src/rollout/github.ts
const githubProblemWords = {
	late: "GitHub did not answer in time",
	unreachable: "GitHub could not be reached",
	unauthorized: "GitHub does not accept `github-token`",
	denied: "`github-token` lacks the permission",
	"not-found": "GitHub answers that it is not found, or not to be read by `github-token`",
	"rate-limited": "GitHub’s rate limit is used up",
	rejected: "GitHub did not accept the request",
	broken: "GitHub answered with an error",
	"not-loaded": "the client of GitHub’s API could not be loaded"
};
// src/github/api/comment.ts
const markOf = (groupArn, mode) => `<!-- ami-rollout:${(0,external_node_crypto_.createHash)("sha256").update(`${groupArn}\n${mode}`).digest("hex").slice(0, 32)} -->`;
const JOB_TOKEN_LOGIN = "github-actions[bot]";
async function writeComment(client, comment) {
	const { pullRequest, mark, body } = comment;
	const own = await client.ownLogin();
	if ("problem" in own && own.problem !== "denied") return own;
	const login = "ok" in own ? own.ok : JOB_TOKEN_LOGIN;
	const found = await client.findComment(pullRequest, (each) => each.login === login && each.body.startsWith(mark));
	if ("problem" in found) return found;
	if (found.ok) {
		if (found.ok.body === body) return { ok: "updated" };
		const edited = await client.editComment(found.ok.id, body);
		if (!isMissing(edited)) return "problem" in edited ? edited : { ok: "updated" };
	}
	const added = await client.addComment(pullRequest, body);
	return "problem" in added ? added : { ok: "added" };
}
const isMissing = (answer) => "problem" in answer && answer.problem === "not-found";
// src/github/event.ts
function pullRequestSource(env) {
	const name = env["GITHUB_EVENT_NAME"] ?? "";
	const event = payload(env["GITHUB_EVENT_PATH"] ?? "");
	switch (name) {
		case "push": return { pushed: env["GITHUB_SHA"] ?? "" };
		case "pull_request": {
			const number = member(event, "pull_request", "number");
			const head = member(event, "pull_request", "head", "repo", "full_name");
			if (typeof number === "number") return {
				number,
				isFork: head !== env["GITHUB_REPOSITORY"]
			};
			break;
		}
		case "issue_comment": {
			const number = member(event, "issue", "number");
			if (member(event, "issue", "pull_request") === void 0) return { none: "the comment is on an issue" };
			if (typeof number === "number") return {
				number,
				isFork: false
			};
			break;
		}
		default: return { none: `the event \`${name}\` has no pull request` };
	}
	return { none: "the file of the event names no pull request" };
}
function payload(path) {
	try {
		return JSON.parse((0,external_node_fs_.readFileSync)(path, "utf8"));
	} catch {
		return;
	}
}
function member(value, ...keys) {
	let found = value;
	for (const key of keys) {
		if (typeof found !== "object" || found === null) return void 0;
		found = Object.entries(found).find(([name]) => name === key)?.[1];
	}
	return found ?? void 0;
}
// src/github/pull-request.ts
async function commentOnPullRequest(client, env, { groupArn, mode, body }) {
	const source = pullRequestSource(env);
	const found = await numberOf(source, client);
	if ("problem" in found) return failed("The pull request of this commit could not be read", found, env);
	if (found.ok === void 0) return {
		says: `No comment is written: ${whyNone(source)}.`,
		isProblem: false
	};
	const mark = markOf(groupArn, mode);
	const written = await writeComment(client, {
		pullRequest: found.ok,
		mark,
		body: `${mark}\n${body}`
	});
	return "problem" in written ? failed(`The comment on pull request ${found.ok} could not be written`, written, env) : {
		says: `Pull request ${found.ok}: the comment is ${written.ok}.`,
		isProblem: false
	};
}
async function numberOf(source, client) {
	if ("none" in source) return { ok: void 0 };
	if ("number" in source) return { ok: source.number };
	const merged = await client.mergedPullRequests(source.pushed);
	return "problem" in merged ? merged : { ok: merged.ok[0] };
}
const whyNone = (source) => "none" in source ? source.none : "no merged pull request brought this commit";
const failed = (what, problem, env) => ({
	says: `${what}: ${githubProblemWords[problem.problem]}. ${remedyFor(problem, env)}`,
	isProblem: true
});
function remedyFor({ problem }, env) {
	if (problem !== "denied" && problem !== "not-found") return "The outcome is in the job summary.";
	const source = pullRequestSource(env);
	if ("number" in source && source.isFork) return "It comes from a fork, and such a run gets a token that only reads: the outcome is in the job summary.";
	return env["GITHUB_ACTOR"] === "dependabot[bot]" ? "Dependabot’s runs get a token that only reads: the outcome is in the job summary." : "Give the job the permission `pull-requests: write`.";
}
// src/reviewers.ts
function reviewersOf({ gitHub: { token, comment: isWanted }, rollout: { onStale, mode }, region }, { clock, stop }, env) {
	const run = {
		...runLinksFrom(env),
		region
	};
	const { repository } = run;
	const apiUrl = env["GITHUB_API_URL"] || "https://api.github.com";
	const client = token === "" || repository === "" ? void 0 : githubClient({
		token,
		apiUrl,
		repository,
		clock,
		stop
	});
	let concluded;
	async function written() {
		if (!client) return notWritten("`github-token` is empty, or this is no workflow run", true);
		if (stop.aborted) return notWritten("the job was cancelled");
		const groupArn = concluded?.survey?.group?.arn ?? "";
		if (!concluded || groupArn === "") return notWritten("the group is not known");
		const { commentOf } = await Promise.all(/* import() */[__nccwpck_require__.e(2330), __nccwpck_require__.e(8466)]).then(__nccwpck_require__.bind(__nccwpck_require__, 8466));
		return commentOnPullRequest(client, env, {
			groupArn,
			mode,
			body: commentOf(concluded, run)
		});
	}
	return {
		port: client && (isWanted || onStale !== "allow") ? { compare: comparing(client) } : {},
		reporter(event, _before, after) {
			if (event.type === "concluded") concluded = after;
		},
		async comment() {
			if (!isWanted) return;
			const { says, isProblem } = await written().catch((bug) => notWritten(String(bug), true));
			if (isProblem) warning(withoutCommands(says), { title: "AMI rollout: no comment" });
			else info(withoutCommands(says));
		}
	};
}
const notWritten = (why, isProblem = false) => ({
	says: `No comment is written: ${why}.`,
	isProblem
});
// src/main.ts
async function main(deps, env) {
	const inputs = await inputsOrProblems(deps, env);
	saveReportFile(runLinksFrom(env).reportFile);
	const shown = "problems" in inputs ? {
		region: "",
		summary: true
	} : inputs;
	const state = "problems" in inputs || inputs.rollout.mode === "watch" ? [] : [stateReader(accessOf(inputs)), trialStateReader(accessOf(inputs))];
	if ("problems" in inputs) {
		const outcome = refusalFor(inputs.problems);
		emitterFor(deps, await reportersOf(env, shown))({
			type: "concluded",
			at: deps.clock.now(),
			outcome
		});
		return exitOf(outcome);
	}
	const reviewers = reviewersOf(inputs, deps, env);
	const parts = partsFor(inputs, deps, env);
	const settings = {
		...inputs.rollout,
		session: parts.credentials.lifetime
	};
	const verifyRunner = await verifyRunnerFor(deps, inputs, {
		env,
		credentials: parts.credentials
	});
	const onInstance = await onInstanceFor(inputs);
	const loaded = Promise.withResolvers();
	const emit = emitterFor(deps, [...state, reviewers.reporter], loaded.promise);
	const exit = await runToOutcome(deps, {
		...parts,
		...reviewers.port,
		verifyRunner,
		...onInstance,
		emit
	}, async (context) => {
		const [outcome] = await Promise.all([runProgram(context, settings), context.firstRequest().then(async () => loaded.resolve(await reportersOf(env, shown)))]);
		return outcome;
	});
	await reviewers.comment();
	return exit;
}
async function reportersOf(env, shown) {
	const { reportersFor, outputsFor } = await Promise.all(/* import() */[__nccwpck_require__.e(2330), __nccwpck_require__.e(9657)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9657));
	return [...reportersFor(env, shown), outputsFor(env, shown)];
}
async function inputsOrProblems({ verifyRunner }, env) {
	const runner = runnerContextFrom(env);
	const inputs = inputsFrom(runner);
	if (verifyRunner || !runsVerify(runner.inputs.get("verify") ?? "", runner.inputs.get("mode") ?? "")) return inputs;
	const { bashProblem } = await __nccwpck_require__.e(/* import() */ 6906).then(__nccwpck_require__.bind(__nccwpck_require__, 6906));
	const problem = await bashProblem(env);
	if (problem === void 0) return inputs;
	const missing = {
		input: "verify",
		value: "",
		says: `cannot run: ${problem}`,
		remedy: INSTALL_BASH
	};
	return { problems: [..."problems" in inputs ? inputs.problems : [], missing] };
}
const INSTALL_BASH = "Install bash on the runner, or in the image of the job (Alpine: `apk add bash`); or leave `verify` out.";
const runsVerify = (verify, mode) => verify !== "" && mode !== "plan" && mode !== "check";
const accessOf = ({ region, role, summary }) => ({
	region,
	role,
	summary
});
async function post(deps, env) {
	const left = leftByMain();
	const trials = trialsLeftByMain();
	const commands = commandAccess();
	const isBroken = left === "broken";
	if (isBroken) error("The state that main saved for this step cannot be read: see whether an instance refresh is still in progress.", { title: "AMI rollout: unfinished" });
	const unfinished = typeof left === "string" ? void 0 : left;
	const access = unfinished?.access ?? trials?.access ?? commands;
	let exit = isBroken ? 1 : 0;
	if (!access) return exit;
	const rollbackReporter = (event) => {
		if (event.type === "concluded" && "rollback" in event.outcome && event.outcome.rollback.end === "failed") exit = 1;
	};
	const { reportersFor } = await Promise.all(/* import() */[__nccwpck_require__.e(2330), __nccwpck_require__.e(9657)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9657));
	const emit = emitterFor(deps, [...reportersFor(env, access), rollbackReporter]);
	await runToOutcome(deps, {
		...partsFor(access, deps, env),
		verifyRunner: noVerification,
		emit
	}, async (context) => {
		const [outcome] = await Promise.all([unfinished && Promise.all(/* import() */[__nccwpck_require__.e(2330), __nccwpck_require__.e(7533)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7533)).then(({ finishInPost }) => finishInPost(context, unfinished)), commands && Promise.all(/* import() */[__nccwpck_require__.e(2330), __nccwpck_require__.e(8096)]).then(__nccwpck_require__.bind(__nccwpck_require__, 8096)).then(({ cancelInPost }) => cancelInPost(context, access))]);
		if (trials) {
			const { endUnfinishedTrials } = await Promise.all(/* import() */[__nccwpck_require__.e(2330), __nccwpck_require__.e(3675)]).then(__nccwpck_require__.bind(__nccwpck_require__, 3675));
			await endUnfinishedTrials(context, trials.launches);
		}
		return outcome;
	});
	return exit;
}
async function runToOutcome(deps, parts, story) {
	const { emit } = parts;
	const { closed, close, ...context } = compose(parts, deps);
	try {
		const outcome = await story(context);
		if (!outcome) return 0;
		emit({
			type: "concluded",
			at: deps.clock.now(),
			outcome
		});
		return exitOf(outcome);
	} catch (bug) {
		const stack = bug instanceof Error ? bug.stack ?? bug.message : String(bug);
		for (const line of stack.split("\n")) info(withoutCommands(line));
		error("This is a bug in ami-rollout, not in your group. An instance refresh that was started goes on in AWS. Please report the stack in the log.", { title: "AMI rollout: unexpected error" });
		return 1;
	} finally {
		await context.verifyRunner.end();
		await closed();
		close();
	}
}
function partsFor({ region, role }, { clock }, env) {
	if (!role) return {
		region,
		env,
		credentials: ambient(env)
	};
	const { arn, sessionName, audience } = role;
	const token = identityTokens(env, audience);
	return {
		region,
		env,
		credentials: assumedRole({
			arn,
			sessionName: sessionNameFrom(sessionName),
			region,
			env,
			clock,
			token,
			mask: setSecret,
			trace: traceFor(env)
		})
	};
}
async function verifyRunnerFor({ verifyRunner }, settings, { env, credentials }) {
	if (!runsVerify(settings.verify, settings.rollout.mode)) return noVerification;
	const begin = verifyRunner ?? (await __nccwpck_require__.e(/* import() */ 6906).then(__nccwpck_require__.bind(__nccwpck_require__, 6906))).verifyByBash;
	const { verify, region } = settings;
	const aws = () => ({
		AWS_REGION: region,
		AWS_DEFAULT_REGION: region,
		...credentials.variables()
	});
	return begin({
		command: verify,
		env,
		aws,
		output: (line) => info(withoutCommands(`  verify | ${line}`))
	});
}
async function onInstanceFor(inputs) {
	if (!runsVerify(inputs.verifyOnInstance, inputs.rollout.mode)) return {};
	const { onInstanceOf } = await Promise.all(/* import() */[__nccwpck_require__.e(2330), __nccwpck_require__.e(8096)]).then(__nccwpck_require__.bind(__nccwpck_require__, 8096));
	return { onInstance: onInstanceOf(inputs, accessOf(inputs)) };
}



/***/ }),

/***/ 1855:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6998);
var node_path__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6760);


// src/index.ts
const POST_WATCHES = 24e4;
if ((0,node_path__WEBPACK_IMPORTED_MODULE_1__.basename)(process.argv[1] ?? "") === "post.js") {
	const time = new AbortController();
	setTimeout(() => time.abort("the time for post steps"), POST_WATCHES).unref();
	process.exitCode = await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.n)({
		clock: _action_js__WEBPACK_IMPORTED_MODULE_0__.va,
		stop: time.signal
	}, process.env);
} else process.exitCode = await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.t)({
	clock: _action_js__WEBPACK_IMPORTED_MODULE_0__.va,
	stop: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__._a)()
}, process.env);
process.stdout.write("", () => process.exit());


__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		8792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(1855);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
