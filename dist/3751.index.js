export const id = 3751;
export const ids = [3751];
export const modules = {

/***/ 3751:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  classicReads: () => (/* binding */ classicReads)
});
var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6998);

// node_modules/@aws-sdk/client-elastic-load-balancing/
const defaultElasticLoadBalancingHttpAuthSchemeParametersProvider = async (config, context, input) => {
	return {
		operation: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.na)(context).operation,
		region: await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.$i)(config.region)() || (() => {
			throw new Error("expected `region` to be configured for `aws.auth#sigv4`");
		})()
	};
};
function createAwsAuthSigv4HttpAuthOption(authParameters) {
	return {
		schemeId: "aws.auth#sigv4",
		signingProperties: {
			name: "elasticloadbalancing",
			region: authParameters.region
		},
		propertiesExtractor: (config, context) => ({ signingProperties: {
			config,
			context
		} })
	};
}
const defaultElasticLoadBalancingHttpAuthSchemeProvider = (authParameters) => {
	const options = [];
	switch (authParameters.operation) {
		default: options.push(createAwsAuthSigv4HttpAuthOption(authParameters));
	}
	return options;
};
const resolveHttpAuthSchemeConfig = (config) => {
	const config_0 = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.dr)(config);
	return Object.assign(config_0, { authSchemePreference: (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.$i)(config.authSchemePreference ?? []) });
};
const resolveClientEndpointParameters = (options) => {
	return Object.assign(options, {
		useDualstackEndpoint: options.useDualstackEndpoint ?? false,
		useFipsEndpoint: options.useFipsEndpoint ?? false,
		defaultSigningName: "elasticloadbalancing"
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
var version = "3.1075.0";
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
		["https://elasticloadbalancing-fips.{Region}.{PartitionResult#dualStackDnsSuffix}", i],
		[a, "FIPS and DualStack are enabled, but this partition does not support one or both"],
		["https://elasticloadbalancing.{Region}.amazonaws.com", i],
		["https://elasticloadbalancing-fips.{Region}.{PartitionResult#dnsSuffix}", i],
		[a, "FIPS is enabled but this partition does not support FIPS"],
		["https://elasticloadbalancing.{Region}.{PartitionResult#dualStackDnsSuffix}", i],
		[a, "DualStack is enabled but this partition does not support DualStack"],
		["https://elasticloadbalancing.{Region}.{PartitionResult#dnsSuffix}", i],
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
const bdd = _action_js__WEBPACK_IMPORTED_MODULE_0__.ai.from(nodes, root, _data.conditions, _data.results);
const cache = new _action_js__WEBPACK_IMPORTED_MODULE_0__.ii({
	size: 50,
	params: [
		"Endpoint",
		"Region",
		"UseDualStack",
		"UseFIPS"
	]
});
const defaultEndpointResolver = (endpointParams, context = {}) => {
	return cache.get(endpointParams, () => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ni)(bdd, {
		endpointParams,
		logger: context.logger
	}));
};
_action_js__WEBPACK_IMPORTED_MODULE_0__.ri.aws = _action_js__WEBPACK_IMPORTED_MODULE_0__.yr;
var ElasticLoadBalancingServiceException = class ElasticLoadBalancingServiceException extends _action_js__WEBPACK_IMPORTED_MODULE_0__._i {
	constructor(options) {
		super(options);
		Object.setPrototypeOf(this, ElasticLoadBalancingServiceException.prototype);
	}
};
var AccessPointNotFoundException = class AccessPointNotFoundException extends ElasticLoadBalancingServiceException {
	name = "AccessPointNotFoundException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "AccessPointNotFoundException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, AccessPointNotFoundException.prototype);
		this.Message = opts.Message;
	}
};
var DuplicateTagKeysException = class DuplicateTagKeysException extends ElasticLoadBalancingServiceException {
	name = "DuplicateTagKeysException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "DuplicateTagKeysException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, DuplicateTagKeysException.prototype);
		this.Message = opts.Message;
	}
};
var TooManyTagsException = class TooManyTagsException extends ElasticLoadBalancingServiceException {
	name = "TooManyTagsException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "TooManyTagsException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, TooManyTagsException.prototype);
		this.Message = opts.Message;
	}
};
var InvalidConfigurationRequestException = class InvalidConfigurationRequestException extends ElasticLoadBalancingServiceException {
	name = "InvalidConfigurationRequestException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "InvalidConfigurationRequestException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidConfigurationRequestException.prototype);
		this.Message = opts.Message;
	}
};
var InvalidSecurityGroupException = class InvalidSecurityGroupException extends ElasticLoadBalancingServiceException {
	name = "InvalidSecurityGroupException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "InvalidSecurityGroupException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidSecurityGroupException.prototype);
		this.Message = opts.Message;
	}
};
var InvalidSubnetException = class InvalidSubnetException extends ElasticLoadBalancingServiceException {
	name = "InvalidSubnetException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "InvalidSubnetException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidSubnetException.prototype);
		this.Message = opts.Message;
	}
};
var SubnetNotFoundException = class SubnetNotFoundException extends ElasticLoadBalancingServiceException {
	name = "SubnetNotFoundException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "SubnetNotFoundException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, SubnetNotFoundException.prototype);
		this.Message = opts.Message;
	}
};
var CertificateNotFoundException = class CertificateNotFoundException extends ElasticLoadBalancingServiceException {
	name = "CertificateNotFoundException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "CertificateNotFoundException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, CertificateNotFoundException.prototype);
		this.Message = opts.Message;
	}
};
var DuplicatePolicyNameException = class DuplicatePolicyNameException extends ElasticLoadBalancingServiceException {
	name = "DuplicatePolicyNameException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "DuplicatePolicyNameException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, DuplicatePolicyNameException.prototype);
		this.Message = opts.Message;
	}
};
var TooManyPoliciesException = class TooManyPoliciesException extends ElasticLoadBalancingServiceException {
	name = "TooManyPoliciesException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "TooManyPoliciesException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, TooManyPoliciesException.prototype);
		this.Message = opts.Message;
	}
};
var DuplicateAccessPointNameException = class DuplicateAccessPointNameException extends ElasticLoadBalancingServiceException {
	name = "DuplicateAccessPointNameException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "DuplicateAccessPointNameException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, DuplicateAccessPointNameException.prototype);
		this.Message = opts.Message;
	}
};
var InvalidSchemeException = class InvalidSchemeException extends ElasticLoadBalancingServiceException {
	name = "InvalidSchemeException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "InvalidSchemeException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidSchemeException.prototype);
		this.Message = opts.Message;
	}
};
var OperationNotPermittedException = class OperationNotPermittedException extends ElasticLoadBalancingServiceException {
	name = "OperationNotPermittedException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "OperationNotPermittedException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, OperationNotPermittedException.prototype);
		this.Message = opts.Message;
	}
};
var TooManyAccessPointsException = class TooManyAccessPointsException extends ElasticLoadBalancingServiceException {
	name = "TooManyAccessPointsException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "TooManyAccessPointsException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, TooManyAccessPointsException.prototype);
		this.Message = opts.Message;
	}
};
var UnsupportedProtocolException = class UnsupportedProtocolException extends ElasticLoadBalancingServiceException {
	name = "UnsupportedProtocolException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "UnsupportedProtocolException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, UnsupportedProtocolException.prototype);
		this.Message = opts.Message;
	}
};
var DuplicateListenerException = class DuplicateListenerException extends ElasticLoadBalancingServiceException {
	name = "DuplicateListenerException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "DuplicateListenerException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, DuplicateListenerException.prototype);
		this.Message = opts.Message;
	}
};
var PolicyTypeNotFoundException = class PolicyTypeNotFoundException extends ElasticLoadBalancingServiceException {
	name = "PolicyTypeNotFoundException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "PolicyTypeNotFoundException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, PolicyTypeNotFoundException.prototype);
		this.Message = opts.Message;
	}
};
var DependencyThrottleException = class DependencyThrottleException extends ElasticLoadBalancingServiceException {
	name = "DependencyThrottleException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "DependencyThrottleException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, DependencyThrottleException.prototype);
		this.Message = opts.Message;
	}
};
var InvalidEndPointException = class InvalidEndPointException extends ElasticLoadBalancingServiceException {
	name = "InvalidEndPointException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "InvalidEndPointException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, InvalidEndPointException.prototype);
		this.Message = opts.Message;
	}
};
var LoadBalancerAttributeNotFoundException = class LoadBalancerAttributeNotFoundException extends ElasticLoadBalancingServiceException {
	name = "LoadBalancerAttributeNotFoundException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "LoadBalancerAttributeNotFoundException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, LoadBalancerAttributeNotFoundException.prototype);
		this.Message = opts.Message;
	}
};
var PolicyNotFoundException = class PolicyNotFoundException extends ElasticLoadBalancingServiceException {
	name = "PolicyNotFoundException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "PolicyNotFoundException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, PolicyNotFoundException.prototype);
		this.Message = opts.Message;
	}
};
var ListenerNotFoundException = class ListenerNotFoundException extends ElasticLoadBalancingServiceException {
	name = "ListenerNotFoundException";
	$fault = "client";
	Message;
	constructor(opts) {
		super({
			name: "ListenerNotFoundException",
			$fault: "client",
			...opts
		});
		Object.setPrototypeOf(this, ListenerNotFoundException.prototype);
		this.Message = opts.Message;
	}
};
const _AA = "AdditionalAttribute";
const _AAd = "AdditionalAttributes";
const _ACSP = "AppCookieStickinessPolicy";
const _ACSPp = "AppCookieStickinessPolicies";
const _AL = "AccessLog";
const _APNFE = "AccessPointNotFoundException";
const _AZ = "AvailabilityZones";
const _BSD = "BackendServerDescription";
const _BSDa = "BackendServerDescriptions";
const _CD = "ConnectionDraining";
const _CEP = "CookieExpirationPeriod";
const _CHZN = "CanonicalHostedZoneName";
const _CHZNID = "CanonicalHostedZoneNameID";
const _CN = "CookieName";
const _CNFE = "CertificateNotFoundException";
const _CS = "ConnectionSettings";
const _CT = "CreatedTime";
const _CZLB = "CrossZoneLoadBalancing";
const _D = "Description";
const _DAPIe = "DescribeAccessPointsInput";
const _DAPNE = "DuplicateAccessPointNameException";
const _DAPOe = "DescribeAccessPointsOutput";
const _DEPSI = "DescribeEndPointStateInput";
const _DEPSO = "DescribeEndPointStateOutput";
const _DIH = "DescribeInstanceHealth";
const _DLBA = "DescribeLoadBalancerAttributes";
const _DLBAI = "DescribeLoadBalancerAttributesInput";
const _DLBAO = "DescribeLoadBalancerAttributesOutput";
const _DLBe = "DescribeLoadBalancers";
const _DLE = "DuplicateListenerException";
const _DNSN = "DNSName";
const _DPNE = "DuplicatePolicyNameException";
const _DTE = "DependencyThrottleException";
const _DTKE = "DuplicateTagKeysException";
const _E = "Enabled";
const _EI = "EmitInterval";
const _GN = "GroupName";
const _HC = "HealthCheck";
const _HT = "HealthyThreshold";
const _I = "Instances";
const _ICRE = "InvalidConfigurationRequestException";
const _IEPE = "InvalidEndPointException";
const _II = "InstanceId";
const _IP = "InstancePort";
const _IPn = "InstanceProtocol";
const _IS = "InstanceStates";
const _ISE = "InvalidSchemeException";
const _ISEn = "InvalidSubnetException";
const _ISGE = "InvalidSecurityGroupException";
const _ISn = "InstanceState";
const _IT = "IdleTimeout";
const _In = "Interval";
const _Ins = "Instance";
const _K = "Key";
const _LBA = "LoadBalancerAttributes";
const _LBANFE = "LoadBalancerAttributeNotFoundException";
const _LBCSP = "LBCookieStickinessPolicy";
const _LBCSPo = "LBCookieStickinessPolicies";
const _LBD = "LoadBalancerDescriptions";
const _LBDo = "LoadBalancerDescription";
const _LBN = "LoadBalancerName";
const _LBNo = "LoadBalancerNames";
const _LBPo = "LoadBalancerPort";
const _LD = "ListenerDescription";
const _LDi = "ListenerDescriptions";
const _LNFE = "ListenerNotFoundException";
const _Lis = "Listener";
const _M = "Message";
const _Ma = "Marker";
const _NM = "NextMarker";
const _OA = "OwnerAlias";
const _ONPE = "OperationNotPermittedException";
const _OP = "OtherPolicies";
const _P = "Protocol";
const _PN = "PolicyName";
const _PNFE = "PolicyNotFoundException";
const _PNo = "PolicyNames";
const _PS = "PageSize";
const _PTNFE = "PolicyTypeNotFoundException";
const _Po = "Policies";
const _RC = "ReasonCode";
const _S = "Subnets";
const _SBN = "S3BucketName";
const _SBP = "S3BucketPrefix";
const _SG = "SecurityGroups";
const _SNFE = "SubnetNotFoundException";
const _SSG = "SourceSecurityGroup";
const _SSLCI = "SSLCertificateId";
const _Sc = "Scheme";
const _St = "State";
const _TMAPE = "TooManyAccessPointsException";
const _TMPE = "TooManyPoliciesException";
const _TMTE = "TooManyTagsException";
const _Ta = "Target";
const _Ti = "Timeout";
const _UPE = "UnsupportedProtocolException";
const _UT = "UnhealthyThreshold";
const _V = "Value";
const _VPCI = "VPCId";
const _aQE = "awsQueryError";
const _c = "client";
const _e = "error";
const _hE = "httpError";
const _s = "smithy.ts.sdk.synthetic.com.amazonaws.elasticloadbalancing";
const n0 = "com.amazonaws.elasticloadbalancing";
const _s_registry = _action_js__WEBPACK_IMPORTED_MODULE_0__.yi.for(_s);
var ElasticLoadBalancingServiceException$ = [
	-3,
	_s,
	"ElasticLoadBalancingServiceException",
	0,
	[],
	[]
];
_s_registry.registerError(ElasticLoadBalancingServiceException$, ElasticLoadBalancingServiceException);
const n0_registry = _action_js__WEBPACK_IMPORTED_MODULE_0__.yi.for(n0);
var AccessPointNotFoundException$ = [
	-3,
	n0,
	_APNFE,
	{
		[_aQE]: [`LoadBalancerNotFound`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(AccessPointNotFoundException$, AccessPointNotFoundException);
var CertificateNotFoundException$ = [
	-3,
	n0,
	_CNFE,
	{
		[_aQE]: [`CertificateNotFound`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(CertificateNotFoundException$, CertificateNotFoundException);
var DependencyThrottleException$ = [
	-3,
	n0,
	_DTE,
	{
		[_aQE]: [`DependencyThrottle`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(DependencyThrottleException$, DependencyThrottleException);
var DuplicateAccessPointNameException$ = [
	-3,
	n0,
	_DAPNE,
	{
		[_aQE]: [`DuplicateLoadBalancerName`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(DuplicateAccessPointNameException$, DuplicateAccessPointNameException);
var DuplicateListenerException$ = [
	-3,
	n0,
	_DLE,
	{
		[_aQE]: [`DuplicateListener`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(DuplicateListenerException$, DuplicateListenerException);
var DuplicatePolicyNameException$ = [
	-3,
	n0,
	_DPNE,
	{
		[_aQE]: [`DuplicatePolicyName`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(DuplicatePolicyNameException$, DuplicatePolicyNameException);
var DuplicateTagKeysException$ = [
	-3,
	n0,
	_DTKE,
	{
		[_aQE]: [`DuplicateTagKeys`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(DuplicateTagKeysException$, DuplicateTagKeysException);
var InvalidConfigurationRequestException$ = [
	-3,
	n0,
	_ICRE,
	{
		[_aQE]: [`InvalidConfigurationRequest`, 409],
		[_e]: _c,
		[_hE]: 409
	},
	[_M],
	[0]
];
n0_registry.registerError(InvalidConfigurationRequestException$, InvalidConfigurationRequestException);
var InvalidEndPointException$ = [
	-3,
	n0,
	_IEPE,
	{
		[_aQE]: [`InvalidInstance`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(InvalidEndPointException$, InvalidEndPointException);
var InvalidSchemeException$ = [
	-3,
	n0,
	_ISE,
	{
		[_aQE]: [`InvalidScheme`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(InvalidSchemeException$, InvalidSchemeException);
var InvalidSecurityGroupException$ = [
	-3,
	n0,
	_ISGE,
	{
		[_aQE]: [`InvalidSecurityGroup`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(InvalidSecurityGroupException$, InvalidSecurityGroupException);
var InvalidSubnetException$ = [
	-3,
	n0,
	_ISEn,
	{
		[_aQE]: [`InvalidSubnet`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(InvalidSubnetException$, InvalidSubnetException);
var ListenerNotFoundException$ = [
	-3,
	n0,
	_LNFE,
	{
		[_aQE]: [`ListenerNotFound`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(ListenerNotFoundException$, ListenerNotFoundException);
var LoadBalancerAttributeNotFoundException$ = [
	-3,
	n0,
	_LBANFE,
	{
		[_aQE]: [`LoadBalancerAttributeNotFound`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(LoadBalancerAttributeNotFoundException$, LoadBalancerAttributeNotFoundException);
var OperationNotPermittedException$ = [
	-3,
	n0,
	_ONPE,
	{
		[_aQE]: [`OperationNotPermitted`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(OperationNotPermittedException$, OperationNotPermittedException);
var PolicyNotFoundException$ = [
	-3,
	n0,
	_PNFE,
	{
		[_aQE]: [`PolicyNotFound`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(PolicyNotFoundException$, PolicyNotFoundException);
var PolicyTypeNotFoundException$ = [
	-3,
	n0,
	_PTNFE,
	{
		[_aQE]: [`PolicyTypeNotFound`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(PolicyTypeNotFoundException$, PolicyTypeNotFoundException);
var SubnetNotFoundException$ = [
	-3,
	n0,
	_SNFE,
	{
		[_aQE]: [`SubnetNotFound`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(SubnetNotFoundException$, SubnetNotFoundException);
var TooManyAccessPointsException$ = [
	-3,
	n0,
	_TMAPE,
	{
		[_aQE]: [`TooManyLoadBalancers`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(TooManyAccessPointsException$, TooManyAccessPointsException);
var TooManyPoliciesException$ = [
	-3,
	n0,
	_TMPE,
	{
		[_aQE]: [`TooManyPolicies`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(TooManyPoliciesException$, TooManyPoliciesException);
var TooManyTagsException$ = [
	-3,
	n0,
	_TMTE,
	{
		[_aQE]: [`TooManyTags`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(TooManyTagsException$, TooManyTagsException);
var UnsupportedProtocolException$ = [
	-3,
	n0,
	_UPE,
	{
		[_aQE]: [`UnsupportedProtocol`, 400],
		[_e]: _c,
		[_hE]: 400
	},
	[_M],
	[0]
];
n0_registry.registerError(UnsupportedProtocolException$, UnsupportedProtocolException);
const errorTypeRegistries = [_s_registry, n0_registry];
var AccessLog$ = [
	3,
	n0,
	_AL,
	0,
	[
		_E,
		_SBN,
		_EI,
		_SBP
	],
	[
		2,
		0,
		1,
		0
	],
	1
];
var AdditionalAttribute$ = [
	3,
	n0,
	_AA,
	0,
	[_K, _V],
	[0, 0]
];
var AppCookieStickinessPolicy$ = [
	3,
	n0,
	_ACSP,
	0,
	[_PN, _CN],
	[0, 0]
];
var BackendServerDescription$ = [
	3,
	n0,
	_BSD,
	0,
	[_IP, _PNo],
	[1, 64]
];
var ConnectionDraining$ = [
	3,
	n0,
	_CD,
	0,
	[_E, _Ti],
	[2, 1],
	1
];
var ConnectionSettings$ = [
	3,
	n0,
	_CS,
	0,
	[_IT],
	[1],
	1
];
var CrossZoneLoadBalancing$ = [
	3,
	n0,
	_CZLB,
	0,
	[_E],
	[2],
	1
];
var DescribeAccessPointsInput$ = [
	3,
	n0,
	_DAPIe,
	0,
	[
		_LBNo,
		_Ma,
		_PS
	],
	[
		64,
		0,
		1
	]
];
var DescribeAccessPointsOutput$ = [
	3,
	n0,
	_DAPOe,
	0,
	[_LBD, _NM],
	[() => LoadBalancerDescriptions, 0]
];
var DescribeEndPointStateInput$ = [
	3,
	n0,
	_DEPSI,
	0,
	[_LBN, _I],
	[0, () => Instances],
	1
];
var DescribeEndPointStateOutput$ = [
	3,
	n0,
	_DEPSO,
	0,
	[_IS],
	[() => InstanceStates]
];
var DescribeLoadBalancerAttributesInput$ = [
	3,
	n0,
	_DLBAI,
	0,
	[_LBN],
	[0],
	1
];
var DescribeLoadBalancerAttributesOutput$ = [
	3,
	n0,
	_DLBAO,
	0,
	[_LBA],
	[() => LoadBalancerAttributes$]
];
var HealthCheck$ = [
	3,
	n0,
	_HC,
	0,
	[
		_Ta,
		_In,
		_Ti,
		_UT,
		_HT
	],
	[
		0,
		1,
		1,
		1,
		1
	],
	5
];
var Instance$ = [
	3,
	n0,
	_Ins,
	0,
	[_II],
	[0]
];
var InstanceState$ = [
	3,
	n0,
	_ISn,
	0,
	[
		_II,
		_St,
		_RC,
		_D
	],
	[
		0,
		0,
		0,
		0
	]
];
var LBCookieStickinessPolicy$ = [
	3,
	n0,
	_LBCSP,
	0,
	[_PN, _CEP],
	[0, 1]
];
var Listener$ = [
	3,
	n0,
	_Lis,
	0,
	[
		_P,
		_LBPo,
		_IP,
		_IPn,
		_SSLCI
	],
	[
		0,
		1,
		1,
		0,
		0
	],
	3
];
var ListenerDescription$ = [
	3,
	n0,
	_LD,
	0,
	[_Lis, _PNo],
	[() => Listener$, 64]
];
var LoadBalancerAttributes$ = [
	3,
	n0,
	_LBA,
	0,
	[
		_CZLB,
		_AL,
		_CD,
		_CS,
		_AAd
	],
	[
		() => CrossZoneLoadBalancing$,
		() => AccessLog$,
		() => ConnectionDraining$,
		() => ConnectionSettings$,
		() => AdditionalAttributes
	]
];
var LoadBalancerDescription$ = [
	3,
	n0,
	_LBDo,
	0,
	[
		_LBN,
		_DNSN,
		_CHZN,
		_CHZNID,
		_LDi,
		_Po,
		_BSDa,
		_AZ,
		_S,
		_VPCI,
		_I,
		_HC,
		_SSG,
		_SG,
		_CT,
		_Sc
	],
	[
		0,
		0,
		0,
		0,
		() => ListenerDescriptions,
		() => Policies$,
		() => BackendServerDescriptions,
		64,
		64,
		0,
		() => Instances,
		() => HealthCheck$,
		() => SourceSecurityGroup$,
		64,
		4,
		0
	]
];
var Policies$ = [
	3,
	n0,
	_Po,
	0,
	[
		_ACSPp,
		_LBCSPo,
		_OP
	],
	[
		() => AppCookieStickinessPolicies,
		() => LBCookieStickinessPolicies,
		64
	]
];
var SourceSecurityGroup$ = [
	3,
	n0,
	_SSG,
	0,
	[_OA, _GN],
	[0, 0]
];
var AdditionalAttributes = [
	1,
	n0,
	_AAd,
	0,
	() => AdditionalAttribute$
];
var AppCookieStickinessPolicies = [
	1,
	n0,
	_ACSPp,
	0,
	() => AppCookieStickinessPolicy$
];
var BackendServerDescriptions = [
	1,
	n0,
	_BSDa,
	0,
	() => BackendServerDescription$
];
var Instances = [
	1,
	n0,
	_I,
	0,
	() => Instance$
];
var InstanceStates = [
	1,
	n0,
	_IS,
	0,
	() => InstanceState$
];
var LBCookieStickinessPolicies = [
	1,
	n0,
	_LBCSPo,
	0,
	() => LBCookieStickinessPolicy$
];
var ListenerDescriptions = [
	1,
	n0,
	_LDi,
	0,
	() => ListenerDescription$
];
var LoadBalancerDescriptions = [
	1,
	n0,
	_LBD,
	0,
	() => LoadBalancerDescription$
];
var DescribeInstanceHealth$ = [
	9,
	n0,
	_DIH,
	0,
	() => DescribeEndPointStateInput$,
	() => DescribeEndPointStateOutput$
];
var DescribeLoadBalancerAttributes$ = [
	9,
	n0,
	_DLBA,
	0,
	() => DescribeLoadBalancerAttributesInput$,
	() => DescribeLoadBalancerAttributesOutput$
];
var DescribeLoadBalancers$ = [
	9,
	n0,
	_DLBe,
	0,
	() => DescribeAccessPointsInput$,
	() => DescribeAccessPointsOutput$
];
const getRuntimeConfig$1 = (config) => {
	return {
		apiVersion: "2012-06-01",
		base64Decoder: config?.base64Decoder ?? _action_js__WEBPACK_IMPORTED_MODULE_0__.sa,
		base64Encoder: config?.base64Encoder ?? _action_js__WEBPACK_IMPORTED_MODULE_0__.aa,
		disableHostPrefix: config?.disableHostPrefix ?? false,
		endpointProvider: config?.endpointProvider ?? defaultEndpointResolver,
		extensions: config?.extensions ?? [],
		httpAuthSchemeProvider: config?.httpAuthSchemeProvider ?? defaultElasticLoadBalancingHttpAuthSchemeProvider,
		httpAuthSchemes: config?.httpAuthSchemes ?? [{
			schemeId: "aws.auth#sigv4",
			identityProvider: (ipc) => ipc.getIdentityProvider("aws.auth#sigv4"),
			signer: new _action_js__WEBPACK_IMPORTED_MODULE_0__.mr()
		}],
		logger: config?.logger ?? new _action_js__WEBPACK_IMPORTED_MODULE_0__.fi(),
		protocol: config?.protocol ?? _action_js__WEBPACK_IMPORTED_MODULE_0__.er,
		protocolSettings: config?.protocolSettings ?? {
			defaultNamespace: "com.amazonaws.elasticloadbalancing",
			errorTypeRegistries,
			xmlNamespace: "http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/",
			version: "2012-06-01",
			serviceTarget: "ElasticLoadBalancing_v7"
		},
		serviceId: config?.serviceId ?? "Elastic Load Balancing",
		urlParser: config?.urlParser ?? _action_js__WEBPACK_IMPORTED_MODULE_0__.Qi,
		utf8Decoder: config?.utf8Decoder ?? _action_js__WEBPACK_IMPORTED_MODULE_0__.oa,
		utf8Encoder: config?.utf8Encoder ?? _action_js__WEBPACK_IMPORTED_MODULE_0__.ia
	};
};
const getRuntimeConfig = (config) => {
	(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.hi)(process.version);
	const defaultsMode = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.si)(config);
	const defaultConfigProvider = () => defaultsMode().then(_action_js__WEBPACK_IMPORTED_MODULE_0__.gi);
	const clientSharedValues = getRuntimeConfig$1(config);
	(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ua)(process.version);
	const loaderConfig = {
		profile: config?.profile,
		logger: clientSharedValues.logger
	};
	return {
		...clientSharedValues,
		...config,
		runtime: "node",
		defaultsMode,
		authSchemePreference: config?.authSchemePreference ?? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ei)(_action_js__WEBPACK_IMPORTED_MODULE_0__.pr, loaderConfig),
		bodyLengthChecker: config?.bodyLengthChecker ?? _action_js__WEBPACK_IMPORTED_MODULE_0__.zi,
		credentialDefaultProvider: config?.credentialDefaultProvider ?? _action_js__WEBPACK_IMPORTED_MODULE_0__.rr,
		defaultUserAgentProvider: config?.defaultUserAgentProvider ?? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xr)({
			serviceId: clientSharedValues.serviceId,
			clientVersion: version
		}),
		maxAttempts: config?.maxAttempts ?? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ei)(_action_js__WEBPACK_IMPORTED_MODULE_0__.wr, config),
		region: config?.region ?? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ei)(_action_js__WEBPACK_IMPORTED_MODULE_0__.ui, {
			..._action_js__WEBPACK_IMPORTED_MODULE_0__.li,
			...loaderConfig
		}),
		requestHandler: _action_js__WEBPACK_IMPORTED_MODULE_0__.nr.create(config?.requestHandler ?? defaultConfigProvider),
		retryMode: config?.retryMode ?? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ei)({
			..._action_js__WEBPACK_IMPORTED_MODULE_0__.Tr,
			default: async () => (await defaultConfigProvider()).retryMode || _action_js__WEBPACK_IMPORTED_MODULE_0__.Dr
		}, config),
		sha256: config?.sha256 ?? _action_js__WEBPACK_IMPORTED_MODULE_0__.$r.bind(null, "sha256"),
		streamCollector: config?.streamCollector ?? _action_js__WEBPACK_IMPORTED_MODULE_0__.Qr,
		useDualstackEndpoint: config?.useDualstackEndpoint ?? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ei)(_action_js__WEBPACK_IMPORTED_MODULE_0__.Ti, loaderConfig),
		useFipsEndpoint: config?.useFipsEndpoint ?? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ei)(_action_js__WEBPACK_IMPORTED_MODULE_0__.wi, loaderConfig),
		userAgentAppId: config?.userAgentAppId ?? (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ei)(_action_js__WEBPACK_IMPORTED_MODULE_0__.br, loaderConfig)
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
	const extensionConfiguration = Object.assign((0,_action_js__WEBPACK_IMPORTED_MODULE_0__._r)(runtimeConfig), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.pi)(runtimeConfig), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Rr)(runtimeConfig), getHttpAuthExtensionConfiguration(runtimeConfig));
	extensions.forEach((extension) => extension.configure(extensionConfiguration));
	return Object.assign(runtimeConfig, (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.vr)(extensionConfiguration), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.mi)(extensionConfiguration), (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.zr)(extensionConfiguration), resolveHttpAuthRuntimeConfig(extensionConfiguration));
};
var ElasticLoadBalancingClient = class extends _action_js__WEBPACK_IMPORTED_MODULE_0__.Ci {
	config;
	constructor(...[configuration]) {
		const _config_0 = getRuntimeConfig(configuration || {});
		super(_config_0);
		this.initConfig = _config_0;
		const _config_1 = resolveClientEndpointParameters(_config_0);
		const _config_2 = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Or)(_config_1);
		const _config_3 = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Er)(_config_2);
		const _config_4 = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ci)(_config_3);
		const _config_5 = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Ir)(_config_4);
		const _config_6 = (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ti)(_config_5);
		const _config_7 = resolveHttpAuthSchemeConfig(_config_6);
		const _config_8 = resolveRuntimeExtensions(_config_7, configuration?.extensions || []);
		this.config = _config_8;
		this.middlewareStack.use((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.xi)(this.config));
		this.middlewareStack.use((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Sr)(this.config));
		this.middlewareStack.use((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Cr)(this.config));
		this.middlewareStack.use((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Lr)(this.config));
		this.middlewareStack.use((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Fr)(this.config));
		this.middlewareStack.use((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Pr)(this.config));
		this.middlewareStack.use((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Nr)(this.config));
		this.middlewareStack.use((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Mr)(this.config, {
			httpAuthSchemeParametersProvider: defaultElasticLoadBalancingHttpAuthSchemeParametersProvider,
			identityProviderConfigProvider: async (config) => new _action_js__WEBPACK_IMPORTED_MODULE_0__.kr({ "aws.auth#sigv4": config.credentials })
		}));
		this.middlewareStack.use((0,_action_js__WEBPACK_IMPORTED_MODULE_0__.jr)(this.config));
	}
	destroy() {
		super.destroy();
	}
};
var DescribeInstanceHealthCommand = class extends _action_js__WEBPACK_IMPORTED_MODULE_0__.vi.classBuilder().ep(commonParams).m(function(Command, cs, config, o) {
	return [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ei)(config, Command.getEndpointParameterInstructions())];
}).s("ElasticLoadBalancing_v7", "DescribeInstanceHealth", {}).n("ElasticLoadBalancingClient", "DescribeInstanceHealthCommand").sc(DescribeInstanceHealth$).build() {};
var DescribeLoadBalancerAttributesCommand = class extends _action_js__WEBPACK_IMPORTED_MODULE_0__.vi.classBuilder().ep(commonParams).m(function(Command, cs, config, o) {
	return [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ei)(config, Command.getEndpointParameterInstructions())];
}).s("ElasticLoadBalancing_v7", "DescribeLoadBalancerAttributes", {}).n("ElasticLoadBalancingClient", "DescribeLoadBalancerAttributesCommand").sc(DescribeLoadBalancerAttributes$).build() {};
var DescribeLoadBalancersCommand = class extends _action_js__WEBPACK_IMPORTED_MODULE_0__.vi.classBuilder().ep(commonParams).m(function(Command, cs, config, o) {
	return [(0,_action_js__WEBPACK_IMPORTED_MODULE_0__.ei)(config, Command.getEndpointParameterInstructions())];
}).s("ElasticLoadBalancing_v7", "DescribeLoadBalancers", {}).n("ElasticLoadBalancingClient", "DescribeLoadBalancersCommand").sc(DescribeLoadBalancers$).build() {};
// src/aws/elastic-load-balancing.ts
const classicReads = (calls) => readsOf(calls, calls.client(ElasticLoadBalancingClient));
const readsOf = (calls, elb) => ({
	async balancers(names) {
		const described = (some) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Bn)(calls, "DescribeLoadBalancers", {
			page: (token, options) => elb.send(new DescribeLoadBalancersCommand({
				LoadBalancerNames: [...some],
				...token && { Marker: token }
			}), options),
			items: ({ LoadBalancerDescriptions }) => LoadBalancerDescriptions,
			next: ({ NextMarker }) => NextMarker
		});
		return (await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Et)(() => described(names)) ?? (await Promise.all(names.map((name) => (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Et)(() => described([name]))))).flat()).flatMap((each) => each ? [balancerFrom(each)] : []);
	},
	async deregistrationDelay(name) {
		const describe = new DescribeLoadBalancerAttributesCommand({ LoadBalancerName: name });
		const read = () => calls.read("DescribeLoadBalancerAttributes", (options) => elb.send(describe, options));
		const { Enabled: isOn, Timeout: seconds = 300 } = (await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Et)(read))?.LoadBalancerAttributes?.ConnectionDraining ?? {};
		return isOn ? 1e3 * seconds : 0;
	},
	async instances(name) {
		const describe = new DescribeInstanceHealthCommand({ LoadBalancerName: name });
		const read = () => calls.read("DescribeInstanceHealth", (options) => elb.send(describe, options));
		const { InstanceStates = [] } = await (0,_action_js__WEBPACK_IMPORTED_MODULE_0__.Et)(read) ?? {};
		return InstanceStates.map((state) => targetFrom(name, state));
	}
});
const balancerFrom = ({ LoadBalancerName: name = "", HealthCheck: check, AvailabilityZones: zones = [] }) => ({
	arn: name,
	name,
	checked: true,
	balancer: "classic",
	interval: 1e3 * (check?.Interval ?? 0),
	healthyThreshold: check?.HealthyThreshold ?? 0,
	loadBalancers: [{
		name,
		zones
	}]
});
function targetFrom(name, { InstanceId: instance = "", State: state, ReasonCode: reason, Description: description }) {
	const healthy = state === "InService";
	return {
		targetGroup: name,
		instance,
		state: healthy ? "healthy" : state ?? "",
		...!healthy && reason !== void 0 && reason !== "N/A" && { reason },
		...!healthy && description !== void 0 && { description }
	};
}



/***/ })

};
