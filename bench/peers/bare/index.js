// The floor: what has to be done to keep one help action, and nothing else. No sign-in, no checks, no XML, no log line.
const INSERT = `INSERT INTO supervisor_help_action (sys_id, interaction, action, start_time,
  sys_created_on, sys_created_by, sys_updated_on, sys_updated_by) VALUES (?1, ?2, ?3, ?4, ?4, 'bench', ?4, 'bench')`;

export default {
  async fetch(request, env) {
    const { interaction, action } = await request.json();
    const id = crypto.randomUUID().replaceAll("-", "");
    const now = new Date().toISOString().slice(0, 19).replace("T", " ");
    await env.DB.prepare(INSERT).bind(id, interaction, action, now).run();
    const message = "Supervisor help action created successfully";
    return Response.json({ result: { success: true, message, action_sys_id: id } });
  },
};
