/** The look of the report: type, colour and layout for light and dark, wide and narrow. Nothing in it is fetched. */

/** Colours that mean something. Tints tell boxes apart, and keep clear of the red and amber that mean trouble. */
const COLOURS = `
:root{color-scheme:light dark;
--paper:#fcfbf9;--raised:#f4f2ee;--ink:#1c1b19;--soft:#57534d;--faint:#6f6a62;--rule:#dcd8d0;--grid:#eae7e1;--edge:#b9b3a8;
--good:#1f6f46;--warn:#8a5a00;--bad:#b3261e;--warn-fill:#d9971c;--bad-fill:#cf3a30;
--tint-0:#2f5d9b;--tint-1:#0b7a75;--tint-2:#7d4f99;--tint-3:#8c6310;--tint-4:#4d6b1f;--tint-5:#9a4472}
@media (prefers-color-scheme:dark){:root{
--paper:#151513;--raised:#1e1e1b;--ink:#edebe6;--soft:#b5b0a6;--faint:#979187;--rule:#35332f;--grid:#262522;--edge:#5b574f;
--good:#7fcf9f;--warn:#e9b44c;--bad:#ff8a80;--warn-fill:#d9971c;--bad-fill:#e2574c;
--tint-0:#86b3ee;--tint-1:#5cc9c1;--tint-2:#c79be3;--tint-3:#dfb45c;--tint-4:#a9cb71;--tint-5:#ea97c2}}
.tint-0{--tint:var(--tint-0)}.tint-1{--tint:var(--tint-1)}.tint-2{--tint:var(--tint-2)}
.tint-3{--tint:var(--tint-3)}.tint-4{--tint:var(--tint-4)}.tint-5{--tint:var(--tint-5)}`;

const TYPE = `
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 -apple-system,'Segoe UI Variable Text','Segoe UI',Inter,Cantarell,Ubuntu,Roboto,'Noto Sans','DejaVu Sans Condensed',system-ui,sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:1240px;margin:0 auto;padding:40px 32px 72px}
h1,h2,h3,p,dl,dd,ul,figure{margin:0;padding:0}
h1{font-size:clamp(26px,4.2vw,42px);line-height:1.15;letter-spacing:-.022em;font-weight:600;text-wrap:balance;display:flex;gap:.4em;align-items:baseline}
h2{font-size:19px;line-height:1.3;letter-spacing:-.01em;font-weight:600;margin-bottom:14px}
h3{font-size:16px;font-weight:600;line-height:1.3}
section{margin-top:52px}
a{color:inherit}
bdi,dd,th,li,h3,.notice,.words,.box-problem{overflow-wrap:anywhere}`;

const HEAD = `
.kicker{color:var(--faint);font-size:13px;margin-bottom:14px}
.kicker b{color:var(--ink);font-weight:600;margin-right:.5em}
.mark{flex:none;display:inline-grid;place-items:center;width:1.1em;height:1.1em;border-radius:50%;font-size:.68em;color:var(--paper);background:var(--tone);transform:translateY(-.12em)}
.tone-good{--tone:var(--good)}.tone-partly{--tone:var(--warn)}.tone-bad{--tone:var(--bad)}
.sentences{margin-top:12px;font-size:17px;color:var(--soft);max-width:80ch;text-wrap:pretty}
.troubles{list-style:none;margin-top:18px;max-width:80ch}
.troubles li{padding:10px 0 10px 16px;border-left:3px solid var(--bad)}
.troubles li+li{margin-top:8px}
.notice{margin-top:12px;padding-left:16px;border-left:3px solid var(--edge);color:var(--soft)}
.facts{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:16px 40px;margin-top:32px;padding-top:18px;border-top:1px solid var(--rule)}
.facts dt{font-size:12.5px;color:var(--faint)}
.facts div:first-child{grid-column:span 2}
.facts dd i{color:var(--soft);font-style:normal;margin-left:.35em}`;

const TIMELINE = `
.timeline{position:relative;--label:132px;--value:116px;outline-offset:8px}
.lane{display:grid;grid-template-columns:var(--label) minmax(0,1fr) var(--value);align-items:center;margin-top:5px}
.lane-label{font-size:12.5px;line-height:1.3;color:var(--faint);padding-right:12px}
.readout{font-size:12.5px;line-height:1.3;color:var(--soft);padding-left:12px;overflow-wrap:anywhere}
.plot{position:relative;height:14px;min-width:0}
.plot svg{position:absolute;inset:0;width:100%;height:100%;overflow:visible}
.plot path{vector-effect:non-scaling-stroke;fill:none}
.grid{stroke:var(--grid);stroke-width:1px}
.edge{stroke:var(--edge);stroke-width:1px;stroke-dasharray:2 3}
.axis{position:sticky;top:0;z-index:3;background:var(--paper);padding:8px 0 6px;border-bottom:1px solid var(--rule);margin:0}
.axis .plot{height:36px}
.tick{position:absolute;left:clamp(30px,var(--at),calc(100% - 30px));transform:translateX(-50%);white-space:nowrap;text-align:center;font-size:12px;line-height:1.45;color:var(--faint)}
.tick b{font-weight:600;color:var(--ink);font-size:12.5px}
.box{margin-top:26px}
.box-head{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 14px;margin-bottom:8px}
.swatch{display:inline-block;width:10px;height:10px;border-radius:3px;background:var(--tint);margin-right:9px}
.box-verdict{color:var(--soft);font-size:14px}
.verdict-part{color:var(--warn)}.verdict-nothing{color:var(--bad)}
.listen{margin-left:auto;font-size:13.5px;text-decoration:none;color:var(--ink);border:1px solid var(--rule);border-radius:99px;padding:2px 13px 3px 11px}
.listen:hover{border-color:var(--edge);background:var(--raised)}
.listen::before{content:'▸';margin-right:7px;color:var(--tint)}
.listen.is-playing::before{content:'■'}
.lane-horn{margin-bottom:9px}
.lane-horn .plot{height:84px}
.wave path{fill:var(--tint);stroke:var(--tint);stroke-width:.6px}
.wave .wave-peaks{opacity:.36}
.xrun{stroke:var(--bad-fill);stroke-width:1.5px}
.absent{position:absolute;inset:0;display:grid;place-items:center;text-align:center;color:var(--bad);font-size:13.5px}
.bar{position:absolute;top:1px;bottom:1px;border-radius:2.5px;overflow:hidden;white-space:nowrap}
.bar-supply{background:color-mix(in srgb,var(--ink) 34%,var(--paper))}
.bar-line{background:var(--tint)}
.bar-link{background:color-mix(in srgb,var(--ink) 16%,var(--paper));top:5px;bottom:5px}
.lane-phase .plot{height:18px}
.lane-phase .bar{container-type:inline-size}
@container (max-width:52px){.lane-phase .plot .bar span{display:none}}
.lane-phase .bar span{display:block;padding:0 7px;font-size:11.5px;line-height:16px;text-overflow:ellipsis;overflow:hidden}
.bar-waiting,.bar-ending{background:var(--raised);color:var(--soft);box-shadow:inset 0 0 0 1px var(--rule)}
.bar-playing{background:color-mix(in srgb,var(--tint) 16%,var(--paper));color:var(--ink)}
.bar-dormant{background:color-mix(in srgb,var(--bad-fill) 20%,var(--paper));color:var(--ink)}
.lane-buffer .plot{height:46px;border-bottom:1px solid var(--rule)}
.buffer-depth{stroke:var(--tint);stroke-width:1.4px;stroke-linejoin:round}
.plot .buffer-area{fill:var(--tint);opacity:.13}
.group-delay{stroke:var(--edge);stroke-width:1px;stroke-dasharray:1 4;stroke-linecap:round}
.lane-label small{display:block;font-size:11.5px}
.lanes{position:relative}
.plot.grid-track{position:absolute;height:auto;top:0;bottom:0;left:var(--label);right:var(--value)}
.box-problem{font-size:13.5px;color:var(--soft);margin:-4px 0 8px 19px;max-width:90ch}
.lane-missing .plot{height:27px}.lane-horn:has(.absent) .plot{height:44px}
.loss-late{fill:var(--edge)}.loss-concealed{fill:var(--warn-fill)}.loss-silent{fill:var(--bad-fill)}
.cursor-track{position:absolute;z-index:4;pointer-events:none;top:52px;bottom:0;left:var(--label);right:var(--value)}
.cursor{position:absolute;top:0;bottom:0;left:calc(var(--cursor,0)*100%);width:1px;background:var(--ink);opacity:0}
.has-cursor .cursor{opacity:.55}
.cursor-flag{position:absolute;top:2px;left:clamp(76px,calc(var(--cursor,0)*100%),calc(100% - 76px));transform:translateX(-50%);display:none;white-space:nowrap;font-size:12.5px;line-height:1;padding:9px 10px;border-radius:6px;background:var(--ink);color:var(--paper)}
.has-cursor .cursor-flag{display:block}
.has-cursor .readout{color:var(--ink)}`;

const START = `
.start-views{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:24px 48px}
figcaption{font-size:13.5px;color:var(--soft);margin-bottom:12px;min-height:3em;max-width:60ch}
.wide-row{display:grid;grid-template-columns:64px minmax(0,1fr);align-items:center;margin-bottom:6px}
.wide-row .box-name{font-size:12.5px;color:var(--faint);overflow-wrap:anywhere;padding-right:8px}
.wide-row .plot{height:66px;border-bottom:1px solid var(--grid)}
.wide-view .ticks{margin-left:64px}
.ticks{position:relative;height:20px;font-size:11.5px;color:var(--faint)}
.ticks span{position:absolute;transform:translateX(-50%);white-space:nowrap;line-height:20px}
.ticks span:last-child{transform:translateX(-100%)}.ticks span:first-child{transform:none}
.close-up .plot{height:210px}
.plot .trace{stroke:color-mix(in srgb,var(--tint) var(--strength),var(--paper));stroke-width:var(--width);stroke-linejoin:round}
.close-up .plot::after{content:'';position:absolute;top:0;bottom:0;left:calc(var(--cursor,0)*100%);width:1px;background:var(--ink);opacity:0}
.close-up.has-cursor .plot::after{opacity:.55}
.legend{display:flex;flex-wrap:wrap;gap:2px 18px;font-size:12.5px;color:var(--soft)}
.legend i{display:inline-block;width:20px;height:max(2px,var(--width));border-radius:1px;background:color-mix(in srgb,var(--tint) var(--strength),var(--paper));margin-right:7px;vertical-align:middle}
.close-up-readout{min-height:1.5em;font-size:12.5px;color:var(--ink);overflow-wrap:anywhere}
.absent-note{color:var(--soft)}`;

const TABLES = `
table{border-collapse:collapse;width:100%;font-size:13.5px}
.offsets{margin-top:24px;max-width:720px}
caption{text-align:left;color:var(--soft);padding-bottom:8px}
th,td{text-align:left;vertical-align:top;padding:8px 18px 8px 0;border-bottom:1px solid var(--rule);font-weight:400}
thead th{font-size:12.5px;color:var(--faint);vertical-align:bottom;overflow-wrap:normal}
.numbers table+table{margin-top:24px}
tbody th{font-weight:600;min-width:7em}td{white-space:nowrap}td.words{white-space:normal}
.trouble{color:var(--bad)}
.guide dl{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px 48px;font-size:13.5px;color:var(--soft)}
.guide dt{color:var(--ink);font-weight:600}`;

const NARROW = `
@media (max-width:760px){
main{padding:24px 16px 48px}section{margin-top:40px}
.facts{grid-template-columns:repeat(2,minmax(0,1fr));gap:14px 20px}
.timeline{--label:0px;--value:0px}
.lane{grid-template-columns:auto minmax(0,1fr);grid-template-areas:'label value' 'plot plot';row-gap:3px;margin-top:9px}
.lane-label{grid-area:label;padding:0}.readout{grid-area:value;padding:0;text-align:right}.lane .plot{grid-area:plot}
.axis{grid-template-areas:'plot plot'}.axis .lane-label,.axis .readout,.tick-odd{display:none}
.cursor-track{top:52px}.lane-label,.lanes .readout{position:relative;justify-self:start;background:var(--paper)}.lanes .readout{justify-self:end;padding-left:6px}.lane-label{padding-right:6px}.lane-label small{display:inline;margin-left:.6em}.lane-missing small{display:none}
.start-views,.guide dl{grid-template-columns:minmax(0,1fr)}
figcaption{min-height:0}
.ticks span:nth-child(even):not(:last-child){display:none}
table,tbody,tr,th,td,caption{display:block}thead{position:absolute;clip-path:inset(50%)}
tr{padding:12px 0;border-bottom:1px solid var(--rule)}th,td{border:0;padding:1px 0}
td{display:grid;grid-template-columns:10em minmax(0,1fr);white-space:normal}td::before{content:attr(data-label);color:var(--faint)}
}
@media print{.listen{display:none}.axis{position:static}}`;

export const REPORT_STYLE = [COLOURS, TYPE, HEAD, TIMELINE, START, TABLES, NARROW].join('');
