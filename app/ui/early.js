// Gradio 6.31 shows how long a page has been loading and goes on counting unseen once it is there, at every frame: a
// tenth of a core for each open tab. It draws nothing of ours, so it is not begun.
{
  const frame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (call) => (String(call).includes("(performance.now()-") ? 0 : frame(call));
}
