/// How the page looks: light and dark, on a telephone and on paper.
enum PageStyle {
  static let text = """
    :root{color-scheme:light dark;--back:#fff;--text:#1b1b1f;--soft:#5b5f66;--line:#d5d8dd;
    --field:#f4f5f7;--link:#0b57a4;--mark:#dbe9f8}
    @media(prefers-color-scheme:dark){:root{--back:#16181c;--text:#e4e6ea;--soft:#a2a8b1;
    --line:#3a3f47;--field:#202329;--link:#8ab8f0;--mark:#243a55}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0 auto;max-width:72rem;padding:1.5rem 1.25rem 4rem;background:var(--back);
    color:var(--text);font:1rem/1.5 system-ui,sans-serif}
    h1{font-size:1.7rem;line-height:1.2;margin:0 0 .25rem;overflow-wrap:anywhere}
    h2{font-size:1.3rem;margin:2.5rem 0 .75rem;padding-top:.5rem;border-top:1px solid var(--line)}
    h3{font-size:1.05rem;margin:1.75rem 0 .25rem}
    summary h3{display:inline-block;margin:.75rem 0 .25rem}
    h4{font-size:1rem;margin:0}
    p,dl,ul{margin:.5rem 0}
    .lead,.files,caption,.caption,figcaption,footer{color:var(--soft)}
    .files,footer,figcaption,caption{font-size:.875rem}
    a{color:var(--link)}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px}
    nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0}
    code,pre{font-family:ui-monospace,monospace;font-size:.85rem}
    pre{background:var(--field);padding:.75rem 1rem;overflow-x:auto;border-radius:.25rem;margin:.5rem 0}
    td code,dd code{overflow-wrap:anywhere}
    dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.25rem 1.25rem}
    dt{color:var(--soft)}
    dd{margin:0;overflow-wrap:anywhere}
    button{font:inherit;font-size:.875rem;color:inherit;background:var(--field);
    border:1px solid var(--line);border-radius:.25rem;padding:.15rem .6rem;cursor:pointer}
    .scroll{overflow-x:auto;max-width:100%}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums}
    .caption{max-width:52rem;font-size:.9rem}
    caption{text-align:left;padding:.25rem 0 .5rem}
    .unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);
    white-space:nowrap}
    .data{font-size:.9rem;border-bottom:2px solid var(--text)}
    .data thead tr:first-child>*{border-top:2px solid var(--text)}
    .data tbody tr:first-child>*{border-top:1px solid var(--text)}
    .data th,.data td{padding:.3rem .65rem;text-align:right;white-space:nowrap;font-weight:400}
    .data thead th{font-weight:600;vertical-align:bottom}
    .data .text,.data tbody th{text-align:left}
    .data th[scope=colgroup]{text-align:center}
    .data tbody th{position:sticky;left:0;background:var(--back)}
    .data td.wrap{white-space:normal;min-width:16rem}
    .data tbody tr:hover>*{background:var(--field)}
    b{font-weight:700}
    u{text-underline-offset:.2em}
    .sort{background:none;border:0;padding:0;font-weight:600;font-size:inherit;text-align:inherit}
    .sort::after{content:"↕";opacity:.35;padding-left:.3em;font-weight:400}
    [aria-sort=ascending] .sort::after{content:"↑";opacity:1}
    [aria-sort=descending] .sort::after{content:"↓";opacity:1}
    figure{margin:1rem 0}
    figure img{display:block;background:#fff}
    figure img.drawn{max-width:100%;min-width:min(34rem,var(--drawn));height:auto}
    figure img.pixels{image-rendering:pixelated;background:none}
    .grid th,.grid td{padding:1px;font-weight:400;font-size:.875rem}
    .grid thead th{text-align:center}
    .grid th:first-child{position:sticky;left:0;z-index:1;background:var(--back);text-align:left;
    padding-right:.75rem;white-space:nowrap;max-width:14rem;overflow:hidden;text-overflow:ellipsis}
    .grid td{cursor:pointer;outline:2px solid transparent;outline-offset:-1px}
    .grid td.chosen{outline-color:var(--link)}
    .grid button{width:100%;padding:.1rem 0}
    [aria-pressed=true]{background:var(--mark);border-color:var(--link);font-weight:700}
    .t{display:block;width:calc(var(--w)*var(--s)*1px);height:calc(var(--h)*var(--s)*1px);
    background-size:calc(var(--W)*var(--s)*1px) auto;image-rendering:pixelated;
    background-position:calc(var(--x)*var(--s)*-1px) calc(var(--y)*var(--s)*-1px);
    -webkit-print-color-adjust:exact;print-color-adjust:exact}
    .one{margin:1rem 0;overflow-x:auto}
    .one .row{display:flex;gap:1rem;align-items:center;margin:.5rem 0}
    .cards{display:flex;flex-wrap:wrap;gap:.75rem;list-style:none;padding:0;font-size:.875rem}
    .cards li{display:flex;flex-direction:column;width:min-content;min-width:7rem;line-height:1.35}
    .cards .name{overflow-wrap:anywhere;padding-top:.2rem}
    .labelled{display:grid;grid-template-columns:max-content max-content;font-size:.8rem;
    line-height:1.1;width:max-content}
    .labelled .rows,.labelled .columns{list-style:none;margin:0;padding:0}
    .labelled .columns{grid-column:2;display:flex;padding-bottom:.25rem}
    .labelled .rows li{height:var(--y);display:flex;align-items:center;padding-right:.6rem;
    max-width:14rem;overflow-wrap:anywhere}
    .labelled .columns li{width:var(--x);text-align:center}
    .warning{border-left:4px solid #b45309;padding:.25rem 0 .25rem .75rem}
    @media(max-width:40rem){body{padding:1rem .75rem 3rem}
    dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}
    .grid th:first-child{max-width:7rem;padding-right:.4rem}}
    @media print{:root{color-scheme:light;--back:#fff;--text:#000;--soft:#333;--line:#999;
    --field:#fff;--link:#000}
    body{max-width:none;padding:0;font-size:10pt}
    nav,.files,.one,button:not(.sort):not(.grid button){display:none}
    .scroll{overflow:visible}
    .data{font-size:7.5pt}.data th,.data td{padding:.15rem .35rem}
    .sort::after{content:none}
    .grid button{border:0;background:none}
    .grid td.chosen{outline:0}
    .grid tr>*:nth-child(n+11){display:none}
    .grid th:first-child,.data tbody th{position:static}
    .labelled{zoom:.8}
    pre{white-space:pre-wrap;border:1px solid var(--line)}
    h2,h3{break-after:avoid}figure,.grid,.piece table tr{break-inside:avoid}
    figure img.drawn{min-width:0}}
    """
}
