import "./shared-CggHZh46.js";
import "./shared-CtF39FSo.js";
import "./shared-AO8xFJlA.js";
import "./shared-G-zCTh4Q.js";
import "./shared-BbTlYDv2.js";
