export const id = 888;
export const ids = [888];
export const modules = {

/***/ 7888:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.d(__webpack_exports__, {
  fromEnv: () => (/* reexport safe */ _dist_es_js__WEBPACK_IMPORTED_MODULE_0__.s)
});
var _dist_es_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6904);



/***/ })

};
