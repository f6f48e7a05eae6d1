// What Gradio 6.31 asks frames for, unseen: a clock that counts how long a page has been loading and never stops, a
// wait of 60 frames for a page that shows it inside its own, and the springs of its loading mark, four seconds long
// though the mark is gone. What that costs is in benchmarks/RESULTS.md, "Twenty browsers at once".
{
  const frame = window.requestAnimationFrame.bind(window);
  const never = /\(performance\.now\(\)-|\.autoResize\(/;
  const seldom = /\.tasks\.forEach\(/; // the springs of Svelte; ours are CSS
  window.requestAnimationFrame = (call) => {
    const text = String(call);
    if (never.test(text)) return 0;
    return seldom.test(text) ? setTimeout(call, 1000) : frame(call);
  };
}
