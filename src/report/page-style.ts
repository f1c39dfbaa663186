/** The style of a report page: one column, hairlines, figures of equal width; light and dark by the same variables. */
export const pageStyle: string = `
:root{--paper:#fff;--back:#f6f7f9;--ink:#1b1f27;--quiet:#626a78;--line:#e2e5ea;--accent:#0a5c9e;--good:#0b6e4f;--bad:#b3380a;--warn:#8a6100;--good-back:#e3f3ec;--bad-back:#fbe9e1;--warn-back:#fbf2d9;--serif:"Source Serif 4","Iowan Old Style","Palatino Linotype",Palatino,Georgia,"DejaVu Serif",serif;--sans:Inter,"Source Sans 3",system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;--mono:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media(prefers-color-scheme:dark){:root:not([data-theme=light]){--paper:#181c23;--back:#111419;--ink:#e8eaef;--quiet:#98a1b0;--line:#2c323d;--accent:#7cc0ff;--good:#5fd6a8;--bad:#ff9d6e;--warn:#f0c766;--good-back:#17332a;--bad-back:#3a231a;--warn-back:#362d16}}
:root[data-theme=dark]{--paper:#181c23;--back:#111419;--ink:#e8eaef;--quiet:#98a1b0;--line:#2c323d;--accent:#7cc0ff;--good:#5fd6a8;--bad:#ff9d6e;--warn:#f0c766;--good-back:#17332a;--bad-back:#3a231a;--warn-back:#362d16}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:104px}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.55 var(--sans)}
main{max-width:1120px;margin:0 auto;padding:44px 28px 60px}
h1,h2,h3,h4,p{margin:0}
h1{font:600 38px/1.15 var(--serif);letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font:600 24px/1.25 var(--serif);margin-bottom:14px;overflow-wrap:anywhere}
h2 small{display:inline;font:400 14px var(--sans);color:var(--quiet);margin-left:12px}
h3{font:600 13px/1.4 var(--sans);letter-spacing:.06em;text-transform:uppercase;color:var(--quiet);margin:30px 0 10px}
h4{font:600 15px/1.4 var(--sans);margin:0 0 8px}
a{color:var(--accent)}
small{display:block;font-size:12px;font-weight:400;color:var(--quiet);line-height:1.4}
small.inline{display:inline}
.quiet{color:var(--quiet);font-size:13.5px;margin:0 0 10px}
.brand{font-size:12px;letter-spacing:.14em;text-transform:uppercase;color:var(--quiet);margin-bottom:10px}
.question{font:italic 20px/1.5 var(--serif);color:var(--quiet);max-width:44em;margin-top:10px;overflow-wrap:anywhere}
section{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:26px 28px;margin-top:22px}
.answer{background:none;border:0;padding:0;margin-top:28px}
.summary,.block p,.validity,small{overflow-wrap:anywhere}
.summary{font:600 21px/1.45 var(--serif);max-width:46em;padding-left:16px;border-left:4px solid var(--accent)}
.blocks{display:grid;grid-template-columns:1fr 1fr;gap:14px;margin-top:20px}
.block{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:18px 20px;font-variant-numeric:tabular-nums}
.block h3{margin:0 0 6px}
.block.predicted h3{color:var(--good)}.block.measured h3,.block.fails h3{color:var(--bad)}.block.why h3{color:var(--accent)}
.toolbar{position:sticky;top:0;z-index:20;display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;justify-content:space-between;margin:22px -28px 0;padding:10px 28px;background:color-mix(in srgb,var(--back) 92%,transparent);backdrop-filter:blur(6px);border-bottom:1px solid var(--line)}
.toolbar+section{margin-top:16px}
.chips{flex:1 1 0;min-width:0;display:flex;flex-wrap:wrap;gap:6px}
button,select{font:inherit;font-size:13px;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:999px;padding:3px 11px;cursor:pointer;line-height:1.5}
select{border-radius:8px;max-width:180px}
button:hover,select:hover{border-color:var(--quiet)}
button:focus-visible,select:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.chip{font-size:12.5px;padding:2px 9px;display:inline-flex;align-items:center;gap:6px;white-space:nowrap}
.chip[aria-pressed=false]{opacity:.5;background:none;border-style:dashed}
.controls{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center;font-size:13px;color:var(--quiet);margin-left:auto;}
.choice{display:inline-flex}
.choice button{border-radius:0}
.choice button:first-child{border-radius:8px 0 0 8px}.choice button:last-child{border-radius:0 8px 8px 0;border-left:0}
.choice button[aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--paper)}
.theme{position:fixed;right:14px;top:10px;z-index:30;width:32px;height:32px;padding:0;font-size:15px}
.sample{flex:none;vertical-align:middle}
tbody th.law{position:relative;padding-left:44px}th.law .sample{position:absolute;left:9px;top:13px}
.plot{width:100%;margin:0 0 6px;min-width:0}
.scroll{overflow-x:auto;margin:0 -6px}
table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
figure{margin:0}figcaption{color:var(--quiet);font-size:12.5px;padding-top:8px}.short{display:none}
th,td{padding:7px 9px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{font-weight:600;font-size:12px;color:var(--quiet);border-bottom:1px solid var(--quiet);vertical-align:bottom;white-space:nowrap}
tbody th{font-weight:500;min-width:11em}.masses tbody th{min-width:17em}.overview tbody th{min-width:0;white-space:nowrap}
tbody th small{max-width:52em}
.number{text-align:right;white-space:nowrap}
tr.total th,tr.total td{border-top:1.5px solid var(--quiet);font-weight:700}
tr.loud td,tr.loud th{background:var(--bad-back)}
.badge{display:inline-block;font-size:12px;font-weight:600;border-radius:999px;padding:1px 10px;}
.badge.passed{color:var(--good);background:var(--good-back)}.badge.failed{color:var(--bad);background:var(--bad-back)}.badge.silent{color:var(--warn);background:var(--warn-back)}
.pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:10px 32px;align-items:start}
.steps{list-style:none;counter-reset:step;margin:0 0 10px;padding:0;display:grid;gap:8px}
.steps li{counter-increment:step;display:grid;grid-template-columns:28px 1fr auto;align-items:baseline;border:1px solid var(--line);border-radius:8px;padding:8px 14px}
.steps li::before{content:counter(step);color:var(--quiet);font-weight:600}
.steps small{grid-column:2/4}
.steps strong{font-variant-numeric:tabular-nums}
.steps .parting{border-color:var(--bad);background:var(--bad-back)}
.validity{border:1px solid var(--line);border-left:4px solid var(--warn);border-radius:8px;padding:12px 16px}
.validity.trusted{border-left-color:var(--good)}
dl{margin:12px 0 0;display:grid;gap:8px 18px;grid-template-columns:repeat(auto-fill,minmax(148px,1fr))}
dt{font-size:12px;color:var(--quiet)}
dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
details{margin-top:22px}
summary{cursor:pointer;font-weight:600;font-size:14px;padding:4px 0}
pre{background:var(--back);border:1px solid var(--line);border-radius:8px;padding:12px 14px;overflow-x:auto;font:13px/1.5 var(--mono);margin:10px 0 0;max-height:520px}
.panels{display:grid;gap:14px 10px;margin-top:14px}
.panel{min-width:0}
.panel h4{font-size:13px;text-align:center;margin:0;overflow-wrap:anywhere}
.caption{max-width:60em;color:var(--quiet)}
footer{margin-top:26px;color:var(--quiet);font-size:13px}
@media(max-width:1240px){.controls{padding-right:36px}}
@media(max-width:820px){.blocks,.pair{grid-template-columns:minmax(0,1fr)}.panels{grid-template-columns:minmax(0,1fr)!important}.panels.maps{grid-template-columns:repeat(2,minmax(0,1fr))!important}.panels .panel{grid-row:auto!important;grid-column:auto!important}}
@media(max-width:560px){main{padding:26px 14px 40px}h1{font-size:28px;padding-right:30px}.question{font-size:17px}.summary,.block p,.validity,small{overflow-wrap:anywhere}
.summary{font-size:18px}section{padding:18px 14px;border-radius:10px}.answer{padding:0}.toolbar{margin:18px -14px 0;padding:8px 14px;flex-wrap:nowrap;flex-direction:column;align-items:stretch}.chips{flex:none;flex-wrap:nowrap;overflow-x:auto;scrollbar-width:none;padding-bottom:2px}.controls{margin:0;padding:0;justify-content:space-between}.theme{top:12px}tbody th,.masses tbody th{min-width:9.5em}.masses .long,.masses small{display:none}.masses .short{display:inline}.overview small{display:block}thead th{white-space:normal}h2 small{display:block;margin:2px 0 0}html{scroll-padding-top:110px}}
@media print{.toolbar,.theme{display:none}section{break-inside:avoid;border:0;padding:10px 0}body{background:#fff}}
`;
